using System;
using System.Collections.Generic;
using System.Globalization;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Client;

/// <summary>
/// The only mapping from a response to an outcome.
/// <code>
/// response                                 status      error code
/// 200, well-formed data                    Created or Updated; for an event Tracked
/// any other 2xx or body of a 2xx           Unknown     invalid_response
/// 3xx (redirects are refused)              Failed      invalid_response
/// 401, 403                                 Failed      unauthorized, forbidden: the connection is refused
/// 429, after the last attempt              Failed      rate_limited
/// 408, after the last attempt              Failed      timeout
/// 200, well-formed results, one a row      each row by its own item, below
/// 4xx, error.code contact_not_found        NotFound    contact_not_found
/// 4xx, any other error.code                Rejected    the API's code
/// 400, 413, 422, no error.code             Rejected    invalid_response
/// any other 4xx, no error.code             Failed      invalid_response
/// 5xx, error.code, after the last attempt  Failed      the API's code
/// 5xx, none                                Failed      server_error
/// 1xx and statuses outside HTTP            Unknown     invalid_response
/// no response in time                      Failed      timeout
/// a server whose certificate is not trusted Failed     untrusted_server: the connection is refused
/// no response                              Failed      network_error
/// </code>
/// An error without a code, <c>{"error": "…"}</c> or <c>{"error": {"message": "…"}}</c>, changes no line; its text becomes the message.
/// Where the result is Failed and the response to some attempt was lost, the row may have been applied: Unknown.
/// </summary>
/// <param name="key">The key, which no message may contain.</param>
/// <param name="server">The host and the port, for messages.</param>
internal sealed class ResponseMapper(ApiKey key, string server)
{
    private const string NoEvent = "The API did not accept the event.";

    /// <summary>The outcome of an upsert of one contact.</summary>
    public UpsertOutcome Read(ApiResponse response) => Read(response, ApiEnvelope.Read(response.Body.Span));

    /// <summary>The outcome of one event.</summary>
    public UpsertOutcome ReadEvent(ApiResponse response)
    {
        ApiEnvelope envelope = ApiEnvelope.Read(response.Body.Span);
        return response.StatusCode == 200 && envelope.Event is TrackedEvent tracked ? Confirmed(tracked, response) : Read(response, envelope with { Contact = null });
    }

    /// <summary>The outcomes of a batch of events.</summary>
    /// <param name="response">The response.</param>
    /// <param name="rows">How many events the batch had. Results of any other number are paired with no event.</param>
    public BatchResult ReadEventBatch(ApiResponse response, int rows)
    {
        ApiEnvelope envelope = ApiEnvelope.Read(response.Body.Span);
        BatchItem[]? results = response.StatusCode == 200 ? envelope.Results : null;
        int failed = results is null ? 0 : Array.FindAll(results, static item => item.Event is null).Length;
        if (results?.Length == rows && envelope.Counts.Agree(rows, failed) && Array.TrueForAll(results, static item => item.Event is not null || item.Error is not null))
        {
            // Where a result does not say why it failed, the list beside the results may.
            IReadOnlyList<ApiError>? reasons = envelope.Errors?.Count == failed ? envelope.Errors : null;
            int next = 0;
            return new BatchResult(Array.ConvertAll(results, item =>
                item.Event is TrackedEvent tracked ? Confirmed(tracked, response) : Failed(Explain(item.Error!.Value, reasons?[next++]), response, NoEvent)));
        }

        if (response.StatusCode == 200 && rows == 1 && envelope.Errors is { Count: 1 } only && results is null or { Length: 0 })
        {
            return new BatchResult([Failed(only[0], response, NoEvent)]);
        }

        return new BatchResult(Read(response, envelope with { Contact = null }))
        {
            ResponseLost = response.ResponseLost,
            IsUnpaired = response.StatusCode == 200 && rows > 1 && envelope.Errors is not null,
        };
    }

    /// <summary>The outcomes of a batch.</summary>
    /// <param name="response">The response.</param>
    /// <param name="rows">How many contacts the batch had. Results of any other number are paired with no contact.</param>
    public BatchResult ReadBatch(ApiResponse response, int rows)
    {
        ApiEnvelope envelope = ApiEnvelope.Read(response.Body.Span);
        if (response.StatusCode == 200 && envelope.Results is BatchItem[] results && results.Length == rows
            && Array.TrueForAll(results, static item => item.Contact is not null || item.Error is not null))
        {
            return new BatchResult(Array.ConvertAll(results, item => FromItem(item, response)));
        }

        // A single contact instead of results is not a response to a batch.
        return new BatchResult(Read(response, envelope with { Contact = null })) { ResponseLost = response.ResponseLost };
    }

    /// <summary>The outcome of the request for a page of an export that is not a page. Reading changes nothing, so nothing is in doubt.</summary>
    public UpsertOutcome ReadExportFailure(ApiResponse response)
    {
        UpsertOutcome outcome = Read(response, ApiEnvelope.Read(response.Body.Span) with { Contact = null }, responseLost: false);
        return response.StatusCode is 404
            ? outcome with { Status = UpsertStatus.Failed, ErrorCode = ErrorCodes.NotFound, ErrorMessage = "The response is HTTP 404: there is no such export." }
            : outcome;
    }

    private UpsertOutcome Read(ApiResponse response, ApiEnvelope envelope) => Read(response, envelope, response.ResponseLost);

    private UpsertOutcome Read(ApiResponse response, ApiEnvelope envelope, bool responseLost)
    {
        if (response.StatusCode == 200 && envelope.Contact is UpsertedContact contact)
        {
            return Confirmed(contact, response);
        }

        UpsertOutcome outcome = response.StatusCode is int status ? FromStatus(status, envelope, isForeign: response.Body.Length > 0 && !envelope.IsJson) : FromException(response);
        return (outcome with
        {
            ErrorCode = key.Redact(outcome.ErrorCode!),
            StatusCode = response.StatusCode,
            Attempts = response.Attempts,
            Duration = response.Duration,
        }).WithLostResponse(responseLost);
    }

    private UpsertOutcome FromItem(BatchItem item, ApiResponse response)
    {
        if (item.Contact is UpsertedContact contact)
        {
            return Confirmed(contact, response);
        }

        return Failed(item.Error!.Value, response, "The API did not accept the contact.");
    }

    // The code of a result that says nothing is that of contacts.
    private static ApiError Explain(ApiError error, ApiError? reason) =>
        error is not { Code: ErrorCodes.UpsertFailed } ? error
        : reason is ApiError said && string.IsNullOrWhiteSpace(error.Message) ? said
        : error with { Code = ErrorCodes.TrackingFailed };

    private UpsertOutcome Failed(ApiError error, ApiResponse response, string otherwise)
    {
        UpsertStatus status = error.Code switch
        {
            ErrorCodes.ContactNotFound => UpsertStatus.NotFound,
            ErrorCodes.InternalError or ErrorCodes.RateLimited => UpsertStatus.Failed,
            _ => UpsertStatus.Rejected,
        };
        return new UpsertOutcome
        {
            Status = status,
            ErrorCode = key.Redact(error.Code),
            ErrorMessage = Message(error.Message) ?? otherwise,
            StatusCode = response.StatusCode,
            Attempts = response.Attempts,
            Duration = response.Duration,
        };
    }

    private static UpsertOutcome Confirmed(TrackedEvent tracked, ApiResponse response) => new()
    {
        Status = UpsertStatus.Tracked,
        CnvEventId = tracked.CnvEventId,
        CnvContactId = tracked.CnvContactId,
        StatusCode = response.StatusCode,
        Attempts = response.Attempts,
        Duration = response.Duration,
    };

    private static UpsertOutcome Confirmed(UpsertedContact contact, ApiResponse response) => new()
    {
        Status = contact.ContactCreated ? UpsertStatus.Created : UpsertStatus.Updated,
        CnvContactId = contact.CnvContactId,
        ContactCreated = contact.ContactCreated,
        StatusCode = response.StatusCode,
        Attempts = response.Attempts,
        Duration = response.Duration,
    };

    private UpsertOutcome FromStatus(int status, ApiEnvelope envelope, bool isForeign)
    {
        string? message = Message(envelope.Message);
        string MessageOr(string otherwise) => message ?? otherwise;
        return status switch
        {
            >= 200 and < 300 => Error(
                UpsertStatus.Unknown, ErrorCodes.InvalidResponse, $"The response is {Name(status)}, but not in the API's format."),
            >= 300 and < 400 => Error(
                UpsertStatus.Failed, ErrorCodes.InvalidResponse, $"The response is a redirect ({Name(status)}), and redirects are never followed."),
            401 or 403 when isForeign => Error(
                UpsertStatus.Failed, status == 401 ? ErrorCodes.Unauthorized : ErrorCodes.Forbidden,
                $"The response is {Name(status)}, but not from the API: a proxy, a firewall or a sign-in page responded.")
                with { RefusesConnection = true, IsForeignResponse = true },
            401 => Error(UpsertStatus.Failed, ErrorCodes.Unauthorized, MessageOr("The API refused the key.")) with { RefusesConnection = true },
            403 => Error(UpsertStatus.Failed, ErrorCodes.Forbidden, MessageOr("The key does not have permission for this.")) with { RefusesConnection = true },
            408 => Error(UpsertStatus.Failed, ErrorCodes.Timeout, MessageOr("The service stopped waiting for the request.")),
            429 => Error(UpsertStatus.Failed, ErrorCodes.RateLimited, MessageOr("The service accepts no more requests for now.")),
            >= 400 and < 500 when envelope.Error?.Code == ErrorCodes.ContactNotFound => Error(
                UpsertStatus.NotFound, ErrorCodes.ContactNotFound, MessageOr("No contact matches.")),
            >= 400 and < 500 when envelope.Error?.Code is string code => Error(
                UpsertStatus.Rejected, code, MessageOr("The API rejected the row.")),
            // These are about the request that was sent, whoever responds.
            413 => Error(UpsertStatus.Rejected, ErrorCodes.InvalidResponse, MessageOr($"The service refused the row with {Name(status)}: it is too large.")),
            400 or 422 => Error(
                UpsertStatus.Rejected, ErrorCodes.InvalidResponse, MessageOr($"The service refused the row with {Name(status)} without saying why.")),
            >= 400 and < 500 => Error(
                UpsertStatus.Failed,
                ErrorCodes.InvalidResponse,
                message is null
                    ? $"The response is {Name(status)}, but not from the API: something else responds at this address."
                    : $"The response is {Name(status)}, but not in the API's format: {message}"),
            >= 500 and < 600 => Error(
                UpsertStatus.Failed, envelope.Error?.Code ?? ErrorCodes.ServerError, MessageOr($"The service responded with {Name(status)}.")),
            _ => Error(UpsertStatus.Unknown, ErrorCodes.InvalidResponse, $"The response is {Name(status)}, which the API does not use."),
        };
    }

    private UpsertOutcome FromException(ApiResponse response)
    {
        Exception cause = response.Exception!;
        if (response.TimedOut)
        {
            return Error(UpsertStatus.Failed, ErrorCodes.Timeout, $"No response from {server} arrived in time.") with { Cause = cause };
        }

        if (response.IsUntrusted)
        {
            return Error(UpsertStatus.Failed, ErrorCodes.UntrustedServer, $"The server {server} is not trusted: {cause.GetBaseException().Message}")
                with { Cause = cause, RefusesConnection = true };
        }

        string message = $"The request to {server} failed: {cause.GetBaseException().Message}";
        return Error(UpsertStatus.Failed, ErrorCodes.NetworkError, message) with { Cause = cause };
    }

    private static UpsertOutcome Error(UpsertStatus status, string code, string message) =>
        new() { Status = status, ErrorCode = code, ErrorMessage = message };

    private string? Message(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : Printable.Text(key.Redact(text!), RedactionHandler.MaximumTextLength);

    private static string Name(int status) => "HTTP " + status.ToString(CultureInfo.InvariantCulture);
}
