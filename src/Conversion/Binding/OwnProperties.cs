using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace Conversion.Binding;

/// <summary>
/// Reads the properties of a custom object, as <c>Import-Csv</c> and <c>[pscustomobject]</c> make them, without
/// <see cref="PSObject.Properties"/>: enumerating that makes the engine merge and copy the members of each object, which takes
/// four times as long as everything else that is done with the row. This reads members of the engine that are not public.
/// Where an engine does not have them, or a type adds properties to its objects, <see cref="PSObject.Properties"/> is read.
/// </summary>
internal sealed class OwnProperties
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly PropertyInfo? s_instanceMembers = typeof(PSObject).GetProperty("InstanceMembers", Hidden);

    private static readonly Func<PSObject, PSMemberInfoCollection<PSMemberInfo>>? s_members =
        Getter<PSMemberInfoCollection<PSMemberInfo>>(s_instanceMembers);

    private static readonly MemberList? s_list = MemberList.Of(s_instanceMembers?.PropertyType);

    private static readonly Func<PSObject, Collection<string>>? s_typeNames =
        Getter<Collection<string>>(typeof(PSObject).GetProperty("InternalTypeNames", Hidden));

    private Collection<string>? _plainTypeNames;

    /// <summary>Whether this engine lets them be read.</summary>
    public static bool IsSupported => s_members is not null && s_typeNames is not null && s_list is not null;

    /// <summary>Adds an object's properties to a list.</summary>
    /// <returns>Whether it was done; if not, there may be more properties than its own.</returns>
    public bool TryRead(PSObject row, List<PSPropertyInfo> properties)
    {
        if (!IsSupported || row.BaseObject is not (PSCustomObject or CnvContactRecord))
        {
            return false;
        }

        Collection<string> typeNames = s_typeNames!(row);
        if (!IsSame(typeNames, _plainTypeNames) && !IsPlain(row))
        {
            return false;
        }

        _plainTypeNames = typeNames;
        Read(row, properties);
        return true;
    }

    private static void Read(PSObject row, List<PSPropertyInfo> properties)
    {
        PSMemberInfoCollection<PSMemberInfo> members = s_members!(row);
        int count = s_list!.CountOf(members);
        for (int i = 0; i < count; i++)
        {
            // Where somebody has looked at the object before, the engine's own member stands among them.
            if (s_list.At(members, i) is PSPropertyInfo property && !string.Equals(property.Name, "pstypenames", StringComparison.OrdinalIgnoreCase))
            {
                properties.Add(property);
            }
        }
    }

    private static bool IsPlain(PSObject row)
    {
        List<PSPropertyInfo> own = [];
        Read(row, own);
        return row.Properties.Select(static property => property.Name).SequenceEqual(own.Select(static property => property.Name));
    }

    private static bool IsSame(Collection<string> names, Collection<string>? others) =>
        ReferenceEquals(names, others) || (others is not null && names.SequenceEqual(others));

    private static Func<PSObject, T>? Getter<T>(PropertyInfo? property) =>
        property?.GetGetMethod(nonPublic: true) is MethodInfo getter && typeof(T).IsAssignableFrom(getter.ReturnType)
            ? (Func<PSObject, T>)getter.CreateDelegate(typeof(Func<PSObject, T>))
            : null;

    /// <summary>Reads a collection of members by position. To enumerate one copies it first.</summary>
    private abstract class MemberList
    {
        public abstract int CountOf(PSMemberInfoCollection<PSMemberInfo> members);

        public abstract PSMemberInfo? At(PSMemberInfoCollection<PSMemberInfo> members, int position);

        /// <summary>One for collections of a type of the engine's own; null where it cannot be read by position.</summary>
        public static MemberList? Of(Type? collection)
        {
            MethodInfo? count = collection?.GetProperty("Count", Hidden)?.GetGetMethod(nonPublic: true);
            MethodInfo? at = collection?.GetMethod("get_Item", Hidden, binder: null, [typeof(int)], modifiers: null);
            return count?.ReturnType == typeof(int) && at?.ReturnType == typeof(PSMemberInfo)
                ? (MemberList)Activator.CreateInstance(typeof(MemberList<>).MakeGenericType(collection!), count, at)!
                : null;
        }
    }

    private sealed class MemberList<TCollection>(MethodInfo count, MethodInfo at) : MemberList
        where TCollection : PSMemberInfoCollection<PSMemberInfo>
    {
        private readonly Func<TCollection, int> _count = (Func<TCollection, int>)count.CreateDelegate(typeof(Func<TCollection, int>));

        private readonly Func<TCollection, int, PSMemberInfo?> _at =
            (Func<TCollection, int, PSMemberInfo?>)at.CreateDelegate(typeof(Func<TCollection, int, PSMemberInfo?>));

        public override int CountOf(PSMemberInfoCollection<PSMemberInfo> members) => _count((TCollection)members);

        public override PSMemberInfo? At(PSMemberInfoCollection<PSMemberInfo> members, int position) => _at((TCollection)members, position);
    }
}
