using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Conversion.Binding;

/// <summary>
/// What the command line says of one property of the request: a parameter such as -Email, or an entry of -FieldMap. Its value
/// is a constant, comes from a column, or is made by a script block. Where it is blank, no column steps in.
/// </summary>
internal sealed class Assignment
{
    // An error in a script block must not pass for an empty value.
    private static readonly PSVariable s_stop = new("ErrorActionPreference", ActionPreference.Stop);

    private readonly object? _constant;
    private readonly ScriptBlock? _block;

    private Assignment(ColumnKind kind, string key, string name, object? value, string? column)
    {
        Kind = kind;
        Key = key;
        Name = name;
        Column = column;
        _block = value as ScriptBlock;
        _constant = _block is null ? value : null;
    }

    /// <summary>The property of the request.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The key of the field, where it is one.</summary>
    public string Key { get; }

    /// <summary>How a message names it: <c>-Email</c>, or the key of the map.</summary>
    public string Name { get; }

    /// <summary>The column that gives the value; null for a constant and for a script block.</summary>
    public string? Column { get; }

    /// <summary>The constant; null for a column and for a script block.</summary>
    public object? Constant => _constant;

    /// <summary>Whether it is a constant.</summary>
    public bool IsConstant => _block is null && Column is null;

    /// <summary>The columns that it reads; null where the script block may read any.</summary>
    public IReadOnlyCollection<string>? ColumnsRead =>
        _block is not null ? FindColumns(_block) : Column is not null ? [Column] : [];

    /// <summary>What a parameter gives.</summary>
    /// <param name="kind">The property of the request.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="argument">What it was given.</param>
    /// <param name="command">The command as it is typed.</param>
    /// <exception cref="CnvException"><c>invalid_argument</c>: it is neither a value that fits nor a script block.</exception>
    public static Assignment FromParameter(ColumnKind kind, string parameter, object? argument, string command)
    {
        object? value = Cell.Unwrap(argument);
        bool fits = value is ScriptBlock || (kind is ColumnKind.Fields or ColumnKind.CompanyFields
            ? Cell.IsBlank(value) || Cell.AsDictionary(value) is not null
            : value is null or string or ValueType or Uri or System.Net.Mail.MailAddress);
        return fits
            ? new Assignment(kind, string.Empty, "-" + parameter, value, column: null)
            : throw new CnvException(CnvErrors.InvalidArgument, string.Format(
                CultureInfo.InvariantCulture, Messages.ArgumentIsList, parameter, Describe(value!), command));
    }

    /// <summary>The entries of a map.</summary>
    /// <param name="map">The map; null for none.</param>
    /// <param name="parameter">Its parameter.</param>
    /// <param name="rules">What a key sets.</param>
    /// <exception cref="CnvException"><c>invalid_field_map</c>.</exception>
    public static IEnumerable<Assignment> FromMap(IDictionary? map, string parameter, ColumnRules rules)
    {
        foreach (KeyValuePair<string, object?> entry in map is null ? [] : DictionaryEntries.InOrder(map))
        {
            string key = entry.Key;
            if (string.IsNullOrWhiteSpace(key))
            {
                throw new CnvException(CnvErrors.InvalidFieldMap, string.Format(CultureInfo.InvariantCulture, Messages.MappedFieldUnnamed, parameter));
            }

            (ColumnKind kind, string fieldKey) = rules.DecideKey(key, ofCompany: parameter == "CompanyFieldMap");
            yield return Cell.Unwrap(entry.Value) switch
            {
                ScriptBlock block => new Assignment(kind, fieldKey, key, block, column: null),
                string column when !string.IsNullOrWhiteSpace(column) => new Assignment(kind, fieldKey, key, value: null, column),
                _ => throw new CnvException(CnvErrors.InvalidFieldMap, string.Format(CultureInfo.InvariantCulture, Messages.MappedToNothing, parameter, key)),
            };
        }
    }

    /// <summary>The value for a row, where no column gives it.</summary>
    /// <param name="row">The row, <c>$_</c> of the script block.</param>
    /// <exception cref="CellException">The script block gives several values.</exception>
    public object? Evaluate(PSObject? row)
    {
        if (_block is null)
        {
            return _constant;
        }

        Collection<PSObject> values = _block.InvokeWithContext(functionsToDefine: null, [new PSVariable("_", row), s_stop], []);
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            // A field may hold an array.
            _ when Kind is ColumnKind.Field or ColumnKind.CompanyField => values,
            _ => throw new CellException(string.Format(CultureInfo.InvariantCulture, Messages.BlockGivesSeveral, values.Count)),
        };
    }

    private static string Describe(object value) => value switch
    {
        PSObject or IDictionary => "row",
        IEnumerable => "list",
        _ => value.GetType().Name,
    };

    // $_.Name and $_['Name'], where $_ is used for nothing else.
    private static List<string>? FindColumns(ScriptBlock block)
    {
        List<string> columns = [];
        foreach (Ast use in block.Ast.FindAll(static node => node is VariableExpressionAst { VariablePath.UserPath: "_" or "PSItem" }, searchNestedScriptBlocks: true))
        {
            string? column = use.Parent switch
            {
                MemberExpressionAst { Member: StringConstantExpressionAst name } member when member.Expression == use => name.Value,
                IndexExpressionAst { Index: StringConstantExpressionAst name } index when index.Target == use => name.Value,
                _ => null,
            };
            if (column is null)
            {
                return null;
            }

            columns.Add(column);
        }

        return columns;
    }
}
