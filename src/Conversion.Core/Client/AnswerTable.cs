using System;
using System.Globalization;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Client;

/// <summary>
/// The one table from an answer to an outcome.
/// <code>
/// answer                                   status      error code
/// 200, well-formed data                    Created or Updated
/// any other 2xx or body of a 2xx           Unknown     invalid_response
/// 3xx (redirects are refused)              Failed      invalid_response
/// 401, 403                                 Failed      unauthorized, forbidden: the connection is refused
/// 429, after the last try                  Failed      rate_limited
/// 408, after the last try                  Failed      timeout
/// 200, well-formed results, one a row      each row by its own item, below
/// 4xx, error.code contact_not_found        NotFound    contact_not_found
/// 4xx, any other error.code                Rejected    the API's code
/// 400, 413, 422, no error.code             Rejected    invalid_response
/// any other 4xx, no error.code             Failed      invalid_response
/// 5xx, error.code, after the last try      Failed      the API's code
/// 5xx, none                                Failed      server_error
/// 1xx and statuses that are none           Unknown     invalid_response
/// no answer in time                        Failed      timeout
/// no answer                                Failed      network_error
/// </code>
/// An error without a code, <c>{"error": "…"}</c> or <c>{"error": {"message": "…"}}</c>, changes no line, but is told in its words.
/// Where the last line reached is Failed, and some attempt's answer was lost, the row may have been applied: Unknown.
/// </summary>
internal static class AnswerTable
{
    internal const int LongestMessage = 500;

    /// <summary>What an answer to an upsert of one contact means.</summary>
    public static UpsertOutcome Read(ApiAnswer answer, ApiKey key) =>
        Read(answer, ApiEnvelope.Read(answer.Body.Span), key);

    /// <summary>What an answer to a batch means.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="rows">How many contacts the batch had. Results of any other number are paired with none of them.</param>
    /// <param name="key">The key.</param>
    public static BatchOutcome ReadBatch(ApiAnswer answer, int rows, ApiKey key)
    {
        ApiEnvelope envelope = ApiEnvelope.Read(answer.Body.Span);
        if (answer.StatusCode == 200 && envelope.Results is BatchItem[] results && results.Length == rows)
        {
            return new BatchOutcome
            {
                Items = Array.ConvertAll(results, item => OfItem(item, answer, key)),
            };
        }

        // A contact in the place of results is no answer to a batch.
        return new BatchOutcome { Whole = Read(answer, envelope with { Contact = null }, key), AnswerLost = answer.AnswerLost };
    }

    private static UpsertOutcome Read(ApiAnswer answer, ApiEnvelope envelope, ApiKey key)
    {
        if (answer.StatusCode == 200 && envelope.Contact is UpsertedContact contact)
        {
            return Confirmed(contact, answer);
        }

        UpsertOutcome outcome = answer.StatusCode is int status ? OfStatus(status, envelope, key) : OfSilence(answer, key);
        return (outcome with
        {
            ErrorCode = key.Redact(outcome.ErrorCode!),
            StatusCode = answer.StatusCode,
            Attempts = answer.Attempts,
            Duration = answer.Duration,
        }).KnowingThat(answer.AnswerLost);
    }

    private static UpsertOutcome OfItem(BatchItem item, ApiAnswer answer, ApiKey key)
    {
        if (item.Contact is UpsertedContact contact)
        {
            return Confirmed(contact, answer);
        }

        ApiError error = item.Error!.Value;
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
            ErrorMessage = Message(error.Message, key) ?? "The API did not take the contact.",
            StatusCode = answer.StatusCode,
            Attempts = answer.Attempts,
            Duration = answer.Duration,
        };
    }

    private static UpsertOutcome Confirmed(UpsertedContact contact, ApiAnswer answer) => new()
    {
        Status = contact.ContactCreated ? UpsertStatus.Created : UpsertStatus.Updated,
        CnvContactId = contact.CnvContactId,
        StatusCode = answer.StatusCode,
        Attempts = answer.Attempts,
        Duration = answer.Duration,
    };

    private static UpsertOutcome OfStatus(int status, ApiEnvelope envelope, ApiKey key)
    {
        string? said = Message(envelope.Words, key);
        string Says(string otherwise) => said ?? otherwise;
        return status switch
        {
            >= 200 and < 300 => Error(
                UpsertStatus.Unknown, ErrorCodes.InvalidResponse, $"The answer was {Name(status)}, but not in the API's form."),
            >= 300 and < 400 => Error(
                UpsertStatus.Failed, ErrorCodes.InvalidResponse, $"The answer was a redirect ({Name(status)}), which is never followed."),
            401 => Error(UpsertStatus.Failed, ErrorCodes.Unauthorized, Says("The API refused the key.")) with { RefusesConnection = true },
            403 => Error(UpsertStatus.Failed, ErrorCodes.Forbidden, Says("The key may not do this.")) with { RefusesConnection = true },
            408 => Error(UpsertStatus.Failed, ErrorCodes.Timeout, Says("The service gave up waiting for the request.")),
            429 => Error(UpsertStatus.Failed, ErrorCodes.RateLimited, Says("The service takes no more requests for now.")),
            >= 400 and < 500 when envelope.Error?.Code == ErrorCodes.ContactNotFound => Error(
                UpsertStatus.NotFound, ErrorCodes.ContactNotFound, Says("No contact matches.")),
            >= 400 and < 500 when envelope.Error?.Code is string code => Error(
                UpsertStatus.Rejected, code, Says("The API rejected the contact.")),
            // These speak of the request that was sent, whoever answers.
            413 => Error(UpsertStatus.Rejected, ErrorCodes.InvalidResponse, Says($"The service refused the row with {Name(status)}: it is too large.")),
            400 or 422 => Error(
                UpsertStatus.Rejected, ErrorCodes.InvalidResponse, Says($"The service refused the row with {Name(status)} without saying why.")),
            >= 400 and < 500 => Error(
                UpsertStatus.Failed,
                ErrorCodes.InvalidResponse,
                said is null
                    ? $"The answer was {Name(status)}, and not the API's: something else answers at this address."
                    : $"The answer was {Name(status)}, and not in the API's form: {said}"),
            >= 500 and < 600 => Error(
                UpsertStatus.Failed, envelope.Error?.Code ?? ErrorCodes.ServerError, Says($"The service answered {Name(status)}.")),
            _ => Error(UpsertStatus.Unknown, ErrorCodes.InvalidResponse, $"The answer was {Name(status)}, which the API does not use."),
        };
    }

    private static UpsertOutcome OfSilence(ApiAnswer answer, ApiKey key)
    {
        Exception cause = ShownFailure.Of(answer.Failure!, key);
        if (answer.TimedOut)
        {
            return Error(UpsertStatus.Failed, ErrorCodes.Timeout, "No answer came in time.") with { Cause = cause };
        }

        string message = $"The request failed on the way: {cause.GetBaseException().Message}";
        return Error(UpsertStatus.Failed, ErrorCodes.NetworkError, message) with { Cause = cause };
    }

    private static UpsertOutcome Error(UpsertStatus status, string code, string message) =>
        new() { Status = status, ErrorCode = code, ErrorMessage = message };

    private static string? Message(string? said, ApiKey key) =>
        string.IsNullOrWhiteSpace(said) ? null : Printable.Text(key.Redact(said!), LongestMessage);

    private static string Name(int status) => "HTTP " + status.ToString(CultureInfo.InvariantCulture);
}
