using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace Conversion.Binding;

/// <summary>
/// The properties that a custom object has of its own, as <c>Import-Csv</c> and <c>[pscustomobject]</c> make them.
/// <para>
/// Enumerating <see cref="PSObject.Properties"/> makes the engine merge, copy and pad the members of each object, which
/// takes longer and leaves more garbage than all else that is done with a row. This reads what the engine itself reads
/// there first, by two members that are not public. Where an engine lacks them, or a type adds properties to its objects,
/// the public way is taken.
/// </para>
/// </summary>
internal sealed class OwnProperties
{
    private static readonly Func<PSObject, PSMemberInfoCollection<PSMemberInfo>>? s_members =
        Getter<PSMemberInfoCollection<PSMemberInfo>>("InstanceMembers");

    private static readonly Func<PSObject, Collection<string>>? s_typeNames = Getter<Collection<string>>("InternalTypeNames");

    private Collection<string>? _plainTypeNames;

    /// <summary>Whether this engine lets them be read.</summary>
    public static bool IsSupported => s_members is not null && s_typeNames is not null;

    /// <summary>Adds an object's properties to a list.</summary>
    /// <returns>Whether it was done; if not, there may be more properties than its own.</returns>
    public bool TryRead(PSObject row, List<PSPropertyInfo> properties)
    {
        if (!IsSupported || row.BaseObject is not PSCustomObject)
        {
            return false;
        }

        Collection<string> typeNames = s_typeNames!(row);
        if (!IsSame(typeNames, _plainTypeNames) && !IsPlain(row))
        {
            return false;
        }

        _plainTypeNames = typeNames;
        properties.AddRange(Of(row));
        return true;
    }

    private static IEnumerable<PSPropertyInfo> Of(PSObject row)
    {
        foreach (PSMemberInfo member in s_members!(row))
        {
            // Where somebody has looked at the object before, the engine's own member stands among them.
            if (member is PSPropertyInfo property && !string.Equals(property.Name, "pstypenames", StringComparison.OrdinalIgnoreCase))
            {
                yield return property;
            }
        }
    }

    private static bool IsPlain(PSObject row) =>
        row.Properties.Select(static property => property.Name).SequenceEqual(Of(row).Select(static property => property.Name));

    private static bool IsSame(Collection<string> names, Collection<string>? others) =>
        ReferenceEquals(names, others) || (others is not null && names.SequenceEqual(others));

    private static Func<PSObject, T>? Getter<T>(string property)
    {
        MethodInfo? getter = typeof(PSObject).GetProperty(property, BindingFlags.NonPublic | BindingFlags.Instance)?.GetGetMethod(nonPublic: true);
        return getter is not null && typeof(T).IsAssignableFrom(getter.ReturnType)
            ? (Func<PSObject, T>)getter.CreateDelegate(typeof(Func<PSObject, T>))
            : null;
    }
}
