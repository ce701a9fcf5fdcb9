using System;
using System.Globalization;
using System.Management.Automation;
using Conversion.Binding;
using Conversion.Model;

namespace Conversion.Commands;

/// <summary>A row on its way through the sender, or a contact that has left the list.</summary>
/// <param name="Number">Its number in the input, from 1; null for a contact that has left the list.</param>
/// <param name="InputObject">The row as it came; null where parameters alone made it.</param>
/// <param name="Email">Its address; null where it has none.</param>
/// <param name="RequestedId">The id it names; null where it names none.</param>
internal readonly record struct InputRow(long? Number, PSObject? InputObject, string? Email, Guid? RequestedId)
{
    /// <summary>What is known of its event; null for a contact.</summary>
    public EventProperties? Event { get; init; }

    /// <summary>What an error about the row points to.</summary>
    public object? Target => InputObject ?? (object?)Email ?? RequestedId;

    /// <summary>How a message names it: its number, and its address or id where it has one.</summary>
    public string Describe() => (Email ?? Event?.UserId ?? RequestedId?.ToString()) is string name
        ? string.Format(CultureInfo.InvariantCulture, Number is null ? Messages.RemovedContact : Messages.RowNamed, Number, Printable.Text(name, 80))
        : string.Format(CultureInfo.InvariantCulture, Messages.RowNumbered, Number);
}
