using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Client;

/// <summary>The one call of the client: a batch of contacts in, an outcome for each of them out.</summary>
/// <param name="batch">The contacts.</param>
/// <param name="cancellationToken">Ends the request and every wait. A request that is under way may still have been applied.</param>
/// <returns>The outcomes. No response of the server is thrown.</returns>
/// <exception cref="System.OperationCanceledException">
/// The token was cancelled, or <see cref="ContactBatch.StartToken"/> before the request was started.
/// </exception>
public delegate Task<BatchResult> UpsertContacts(ContactBatch batch, CancellationToken cancellationToken);

/// <summary>A request was cancelled before it was sent.</summary>
/// <param name="exception">The cancellation.</param>
public sealed class RequestNotSentException(OperationCanceledException exception)
    : OperationCanceledException(exception.Message, exception, exception.CancellationToken);

/// <summary>The contacts of one request. All have the same options, and no contact is duplicated.</summary>
/// <param name="Contacts">The contacts, 1 to <see cref="ConversionClient.MaximumBatchSize"/>.</param>
/// <param name="UsesBatchEndpoint">Whether to use <c>POST /v2/contacts/batch</c>. <c>POST /v2/contacts</c> takes one contact only.</param>
public sealed record ContactBatch(IReadOnlyList<RowRequest> Contacts, bool UsesBatchEndpoint)
{
    /// <summary>If cancelled, the request is not started. A request that has started continues.</summary>
    public CancellationToken StartToken { get; init; }

    /// <summary>Receives a trace for each attempt; null for none.</summary>
    public ICollection<RequestTrace>? Traces { get; init; }
}

/// <summary>The outcomes of a batch: one for each contact, or one for all of them.</summary>
public readonly record struct BatchResult
{
    /// <summary>A result with one outcome for each contact, in the order of the batch.</summary>
    /// <param name="outcomes">The outcomes.</param>
    public BatchResult(IReadOnlyList<UpsertOutcome> outcomes) => Outcomes = outcomes;

    /// <summary>A result with one outcome for all contacts.</summary>
    /// <param name="outcome">The outcome.</param>
    public BatchResult(UpsertOutcome outcome) => Whole = outcome;

    /// <summary>The outcome of each contact, in the order of the batch; null when all share one.</summary>
    public IReadOnlyList<UpsertOutcome>? Outcomes { get; }

    /// <summary>The outcome that all contacts share; null when each has its own.</summary>
    public UpsertOutcome? Whole { get; }

    /// <summary>
    /// Whether one contact may be the reason why the whole batch was refused. Smaller batches find it. If the server does not know the
    /// address of the request, no contact is the reason.
    /// </summary>
    public bool ShouldSplit => IsUnpaired || Whole is { Status: UpsertStatus.Rejected, StatusCode: not 404 } or { Status: UpsertStatus.NotFound };

    /// <summary>
    /// Whether some events of the batch failed, and the response does not say which. Smaller batches find them: a repeated event
    /// only updates itself.
    /// </summary>
    public bool IsUnpaired { get; init; }

    /// <summary>Whether a response was lost on the way, so that the contacts may have been changed.</summary>
    public bool ResponseLost { get; init; }

    /// <summary>The outcome of the contact at a position of the batch.</summary>
    /// <param name="position">The position, from 0.</param>
    public UpsertOutcome this[int position] => Outcomes?[position] ?? Whole!;
}
