using System;
using System.Management.Automation;

namespace Conversion.Commands;

/// <summary>A row on its way through the sender.</summary>
/// <param name="Number">Its number in the input, from 1.</param>
/// <param name="InputObject">The row as it came; null where parameters alone made it.</param>
/// <param name="Email">Its address; null where it has none.</param>
/// <param name="RequestedId">The id it names; null where it names none.</param>
internal readonly record struct InputRow(long Number, PSObject? InputObject, string? Email, Guid? RequestedId)
{
    /// <summary>What an error about the row points to.</summary>
    public object? Target => InputObject ?? (object?)Email ?? RequestedId;
}
