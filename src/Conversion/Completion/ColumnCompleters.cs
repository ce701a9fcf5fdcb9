using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Conversion.Binding;
using Conversion.Model;

namespace Conversion.Completion;

/// <summary>Offers the columns of the CSV file that the line reads, except those that are a property of the request.</summary>
internal sealed class ColumnCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => CsvSample.Before(command).Select(static column => column.Name)
        .Where(static name => MappedColumn.ByName(name).Kind is ColumnKind.Field or ColumnKind.CompanyField)
        .Select(static name => new Choice(name, Literal(WildcardPattern.Escape(name))));
}

/// <summary>
/// Offers columns for the company, each after <c>company_*</c>: without it, the columns that go to the company by default would
/// become fields of the contact. Before anything is typed, only columns that every account has as a field of the company.
/// </summary>
internal sealed class CompanyColumnCompleter : ChoiceCompleter
{
    private const string Default = "company_*";

    /// <inheritdoc/>
    protected override IEnumerable<Choice> Choices(CommandAst command) => Offer(command, static name => true);

    /// <inheritdoc/>
    protected override IEnumerable<Choice> ChoicesForNothing(CommandAst command) => Offer(command, StandardFields.Company.Contains);

    private static IEnumerable<Choice> Offer(CommandAst command, Func<string, bool> fits)
    {
        bool isTyped = command.Extent.Text.Contains(Default);
        List<Choice> choices = isTyped ? [] : [new Choice(Default, Default)];
        foreach (CsvColumn column in CsvSample.Before(command))
        {
            if (MappedColumn.ByName(column.Name).Kind == ColumnKind.Field && fits(column.Name))
            {
                string literal = Literal(WildcardPattern.Escape(column.Name));
                choices.Add(new Choice(column.Name, isTyped ? literal : Default + ", " + literal));
            }
        }

        return choices;
    }
}

/// <summary>Offers columns of that file as script blocks: those that hold what is looked for, otherwise all, likely ones first.</summary>
internal abstract class BlockCompleter : ChoiceCompleter
{
    /// <inheritdoc/>
    protected sealed override IEnumerable<Choice> Choices(CommandAst command) =>
        CsvSample.Before(command).OrderBy(Rank).Select(static column => Block(column.Name));

    /// <inheritdoc/>
    protected sealed override IEnumerable<Choice> ChoicesForNothing(CommandAst command)
    {
        IReadOnlyList<CsvColumn> columns = CsvSample.Before(command);
        CsvColumn[] likely = [.. columns.Where(IsLikely)];
        return (likely.Length > 0 ? likely : Others(columns)).OrderBy(Rank).Select(static column => Block(column.Name));
    }

    /// <summary>What is offered where no column holds what is looked for: all.</summary>
    protected virtual IEnumerable<CsvColumn> Others(IReadOnlyList<CsvColumn> columns) => columns;

    /// <summary>Whether a column holds what is looked for.</summary>
    protected abstract bool IsLikely(CsvColumn column);

    /// <summary>The order in which columns are offered: the lowest first.</summary>
    protected abstract int Rank(CsvColumn column);

    private static Choice Block(string column) => new(column, $"{{ $_.{ColumnName.ToLiteral(column)} }}");
}

/// <summary>Offers the columns that hold an address.</summary>
internal sealed class AddressCompleter : BlockCompleter
{
    /// <summary>Whether a column holds addresses.</summary>
    public static bool HoldsAddresses(CsvColumn column) => column.Holds(IsAddress);

    /// <inheritdoc/>
    protected override bool IsLikely(CsvColumn column) => HoldsAddresses(column);

    /// <inheritdoc/>
    protected override int Rank(CsvColumn column) =>
        (IsLikely(column) ? 0 : 1000) + (ColumnName.AddressRank(Printable.TrimInvisible(column.Name)) ?? (ColumnName.LooksLikeAddress(column.Name) ? 100 : 101));

    // Roughly: the command decides what an address is.
    private static bool IsAddress(string cell)
    {
        string text = Printable.TrimInvisible(cell);
        int at = text.IndexOf('@');
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(static character => Printable.IsInvisible(character) || character is '<' or ',' or ';');
    }
}

/// <summary>Offers the columns that hold an id. Only those named after Conversion: other ids belong to other systems.</summary>
internal sealed class ContactIdCompleter : BlockCompleter
{
    /// <inheritdoc/>
    protected override bool IsLikely(CsvColumn column) => IsNamed(column.Name) && column.Holds(static cell => Guid.TryParse(cell, out _));

    /// <summary>The name that finds the id. In a list without such a column it is blank and changes nothing.</summary>
    protected override IEnumerable<CsvColumn> Others(IReadOnlyList<CsvColumn> columns) => columns.Count > 0 ? [new CsvColumn("CnvContactId", [])] : [];

    /// <inheritdoc/>
    protected override int Rank(CsvColumn column) => IsLikely(column) ? 0 : IsNamed(column.Name) ? 1 : 2;

    private static bool IsNamed(string name) =>
        name.IndexOf("cnv", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("conversion", StringComparison.OrdinalIgnoreCase) >= 0;
}
