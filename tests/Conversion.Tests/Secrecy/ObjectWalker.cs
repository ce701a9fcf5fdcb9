using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace Conversion.Tests.Secrecy;

/// <summary>Every text that is reachable from an object: its own, those of its public members recursively, and its serialized form.</summary>
internal static class ObjectWalker
{
    private const int MaximumDepth = 7;

    public static IEnumerable<string> TextsOf(params IEnumerable<object?> roots)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        List<string> texts = [];
        foreach (object? root in roots)
        {
            Collect(root, 0, seen, texts);
            object? value = root is PSObject wrapped ? wrapped.BaseObject : root;
            if (value?.GetType().Assembly == typeof(CnvConnection).Assembly)
            {
                // An exception references the method that threw it, and through it all of .NET.
                texts.Add(PSSerializer.Serialize(root, value is Exception ? 1 : 5));
            }
        }

        return texts.Distinct();
    }

    private static void Collect(object? item, int depth, HashSet<object> seen, List<string> texts)
    {
        object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (value is null || depth > MaximumDepth || IsEngineObject(value) || (value is not ValueType && !seen.Add(value)))
        {
            return;
        }

        texts.Add(value.ToString() ?? string.Empty);
        if (value is string or ValueType)
        {
            return;
        }

        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
        {
            Collect(Read(() => property.GetValue(value)), depth + 1, seen, texts);
        }

        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            Collect(field.GetValue(value), depth + 1, seen, texts);
        }

        if (value is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                Collect(entry.Key, depth + 1, seen, texts);
                Collect(entry.Value, depth + 1, seen, texts);
            }
        }
        else if (value is IEnumerable items)
        {
            foreach (object? element in items)
            {
                Collect(element, depth + 1, seen, texts);
            }
        }
    }

    // Objects that describe code, not data: the same in every session.
    private static bool IsEngineObject(object value) =>
        value is Type or MemberInfo or Assembly or Module or Delegate or CommandInfo or PSModuleInfo or Ast;

    private static object? Read(Func<object?> property)
    {
        try
        {
            return property();
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException;
        }
    }
}
