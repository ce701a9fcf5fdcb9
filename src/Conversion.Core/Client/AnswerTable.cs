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
/// 4xx, error.code contact_not_found        NotFound    contact_not_found
/// 4xx, any other error.code                Rejected    the API's code
/// 4xx, no error of the API's               Failed      invalid_response
/// 5xx, error.code, after the last try      Failed      the API's code
/// 5xx, none                                Failed      server_error
/// 1xx and statuses that are none           Unknown     invalid_response
/// no answer in time                        Failed      timeout
/// no answer                                Failed      network_error
/// </code>
/// Where the last line reached is Failed, and some attempt's answer was lost, the row may have been applied: Unknown.
/// </summary>
internal static class AnswerTable
{
    private const int LongestMessage = 500;

    /// <summary>What an answer to an upsert of one contact means.</summary>
    public static UpsertOutcome Read(ApiAnswer answer, ApiKey key)
    {
        UpsertOutcome outcome = answer.StatusCode is int status ? OfStatus(status, answer, key) : OfSilence(answer);
        outcome = outcome with
        {
            StatusCode = answer.StatusCode,
            Attempts = answer.Attempts,
            Duration = answer.Duration,
        };
        return outcome.Status == UpsertStatus.Failed && answer.AnswerLost && !outcome.RefusesConnection
            ? outcome with
            {
                Status = UpsertStatus.Unknown,
                ErrorMessage = outcome.ErrorMessage + " An answer was lost on the way: the contact may have been changed.",
            }
            : outcome;
    }

    private static UpsertOutcome OfStatus(int status, ApiAnswer answer, ApiKey key)
    {
        ApiEnvelope envelope = ApiEnvelope.Read(answer.Body.Span);
        string Says(string otherwise) => Message(envelope, key) ?? otherwise;
        return status switch
        {
            200 when envelope.Contact is UpsertedContact contact => new UpsertOutcome
            {
                Status = contact.ContactCreated ? UpsertStatus.Created : UpsertStatus.Updated,
                CnvContactId = contact.CnvContactId,
            },
            >= 200 and < 300 => Error(
                UpsertStatus.Unknown, ErrorCodes.InvalidResponse, $"The answer was {Name(status)}, but not in the API's form."),
            >= 300 and < 400 => Error(
                UpsertStatus.Failed, ErrorCodes.InvalidResponse, $"The answer was a redirect ({Name(status)}), which is never followed."),
            401 => Error(UpsertStatus.Failed, ErrorCodes.Unauthorized, Says("The API refused the key.")) with { RefusesConnection = true },
            403 => Error(UpsertStatus.Failed, ErrorCodes.Forbidden, Says("The key may not do this.")) with { RefusesConnection = true },
            408 => Error(UpsertStatus.Failed, ErrorCodes.Timeout, Says("The service gave up waiting for the request.")),
            429 => Error(UpsertStatus.Failed, ErrorCodes.RateLimited, Says("The service takes no more requests for now.")),
            >= 400 and < 500 when envelope.ErrorCode == ErrorCodes.ContactNotFound => Error(
                UpsertStatus.NotFound, ErrorCodes.ContactNotFound, Says("No contact matches.")),
            >= 400 and < 500 when envelope.ErrorCode is string code => Error(
                UpsertStatus.Rejected, code, Says("The API rejected the contact.")),
            >= 400 and < 500 => Error(
                UpsertStatus.Failed, ErrorCodes.InvalidResponse, $"The answer was {Name(status)}, and not the API's: something else answers at this address."),
            >= 500 and < 600 => Error(
                UpsertStatus.Failed, envelope.ErrorCode ?? ErrorCodes.ServerError, Says($"The service answered {Name(status)}.")),
            _ => Error(UpsertStatus.Unknown, ErrorCodes.InvalidResponse, $"The answer was {Name(status)}, which the API does not use."),
        };
    }

    private static UpsertOutcome OfSilence(ApiAnswer answer)
    {
        if (answer.TimedOut)
        {
            return Error(UpsertStatus.Failed, ErrorCodes.Timeout, "No answer came in time.") with { Cause = answer.Failure };
        }

        string reason = answer.Failure?.GetBaseException().Message ?? "unknown";
        return Error(
            UpsertStatus.Failed,
            ErrorCodes.NetworkError,
            $"The request failed on the way: {Printable.Text(reason, LongestMessage)}") with { Cause = answer.Failure };
    }

    private static UpsertOutcome Error(UpsertStatus status, string code, string message) =>
        new() { Status = status, ErrorCode = code, ErrorMessage = message };

    private static string? Message(ApiEnvelope envelope, ApiKey key) =>
        string.IsNullOrWhiteSpace(envelope.ErrorMessage) ? null : Printable.Text(key.Redact(envelope.ErrorMessage!), LongestMessage);

    private static string Name(int status) => "HTTP " + status.ToString(CultureInfo.InvariantCulture);
}
