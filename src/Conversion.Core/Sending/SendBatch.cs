using System;
using System.Collections.Generic;
using System.Threading;
using Conversion.Client;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>The rows of one request, and the totals of earlier requests with the same rows.</summary>
internal sealed class SendBatch(SendItem[] items, bool trace)
{
    private int _earlierAttempts;
    private TimeSpan _earlierDuration;
    private bool _earlierResponseLost;

    public SendItem[] Items => items;

    /// <summary>The traces of its requests; null if traces are off.</summary>
    public List<RequestTrace>? Traces { get; } = trace ? [] : null;

    /// <summary>Whether an earlier request may have applied its rows.</summary>
    public bool MayBeApplied => _earlierResponseLost;

    /// <summary>Returns the batch for the client.</summary>
    public ContactBatch ToContactBatch(bool usesBatchEndpoint, CancellationToken startToken) =>
        new(Array.ConvertAll(items, static item => item.ToSend), usesBatchEndpoint) { StartToken = startToken, Traces = Traces };

    /// <summary>Returns the outcome of a row, including its earlier requests.</summary>
    public UpsertOutcome WithEarlierRequests(UpsertOutcome outcome) =>
        outcome.After(_earlierAttempts, _earlierDuration, _earlierResponseLost);

    /// <summary>Splits the batch in two halves, to find the row for which the whole batch was refused.</summary>
    public (SendBatch First, SendBatch Second) Split(BatchResult refusal)
    {
        int half = items.Length / 2;
        SendBatch first = Part(items.AsSpan(0, half), refusal);
        first.Traces?.AddRange(Traces!);
        return (first, Part(items.AsSpan(half), refusal));
    }

    private SendBatch Part(ReadOnlySpan<SendItem> part, BatchResult refusal) => new(part.ToArray(), Traces is not null)
    {
        _earlierAttempts = _earlierAttempts + refusal.Whole!.Attempts,
        _earlierDuration = _earlierDuration + refusal.Whole.Duration,
        _earlierResponseLost = _earlierResponseLost | refusal.ResponseLost | refusal.IsUnpaired,
    };
}
