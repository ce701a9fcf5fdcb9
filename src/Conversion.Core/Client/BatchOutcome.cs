using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Client;

/// <summary>What became of a request: of its contacts one by one, or of all of them together.</summary>
internal readonly record struct BatchOutcome
{
    /// <summary>What became of each contact, in the order of the batch; null where the batch has one fate.</summary>
    public IReadOnlyList<UpsertOutcome>? Items { get; init; }

    /// <summary>What became of all of them; null where each has its own.</summary>
    public UpsertOutcome? Whole { get; init; }

    /// <summary>Whether one contact may be to blame for the whole: smaller batches will tell.</summary>
    public bool MayBeOverOneRow => Whole?.Status is UpsertStatus.Rejected or UpsertStatus.NotFound;

    /// <summary>Whether an answer was lost on the way.</summary>
    public bool AnswerLost { get; init; }

    /// <summary>What became of the contact in a place of the batch.</summary>
    public UpsertOutcome Of(int position) => Items?[position] ?? Whole!;
}
