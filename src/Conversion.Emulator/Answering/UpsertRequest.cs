using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>A request body, read.</summary>
internal sealed class UpsertRequest(bool isBatch)
{
    public bool IsBatch { get; } = isBatch;

    public List<BatchItem> Items { get; } = isBatch ? new(64) : new(1);

    /// <summary>A field, for it is filled in place.</summary>
    public RequestSwitches Switches;
}
