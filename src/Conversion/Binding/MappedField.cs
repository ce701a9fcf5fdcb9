using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;

namespace Conversion.Binding;

/// <summary>An entry of -FieldMap or -CompanyFieldMap: a field and where its value comes from, a column or a script block.</summary>
internal sealed class MappedField
{
    // An error in a script block must not pass for an empty value.
    private static readonly PSVariable s_stop = new("ErrorActionPreference", ActionPreference.Stop);

    private MappedField(string key, string? column, ScriptBlock? script)
    {
        Key = key;
        Column = column;
        Script = script;
    }

    /// <summary>The field's key.</summary>
    public string Key { get; }

    /// <summary>The column that holds its value; null where a script block makes it.</summary>
    public string? Column { get; }

    /// <summary>The script block that makes its value of <c>$_</c>; null where a column holds it.</summary>
    public ScriptBlock? Script { get; }

    /// <summary>Reads a map; null gives none.</summary>
    /// <exception cref="CnvException"><c>invalid_field_map</c>.</exception>
    public static MappedField[] ReadMap(IDictionary? map, string parameter)
    {
        List<MappedField> fields = [];
        foreach (DictionaryEntry entry in map ?? new Hashtable())
        {
            string key = LanguagePrimitives.ConvertTo<string>(entry.Key);
            if (string.IsNullOrWhiteSpace(key))
            {
                throw new CnvException(CnvErrors.InvalidFieldMap, string.Format(CultureInfo.InvariantCulture, Messages.MappedFieldUnnamed, parameter));
            }

            object? source = Cell.Unwrap(entry.Value);
            fields.Add(source switch
            {
                ScriptBlock script => new MappedField(key, column: null, script),
                string column when !string.IsNullOrWhiteSpace(column) => new MappedField(key, column, script: null),
                _ => throw new CnvException(CnvErrors.InvalidFieldMap, string.Format(CultureInfo.InvariantCulture, Messages.MappedToNothing, parameter, key)),
            });
        }

        return [.. fields];
    }

    /// <summary>The value that the script block makes of a row: nothing, one thing, or an array.</summary>
    public object? Evaluate(PSObject? row)
    {
        Collection<PSObject> values = Script!.InvokeWithContext(functionsToDefine: null, [new PSVariable("_", row), s_stop], []);
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => values,
        };
    }
}
