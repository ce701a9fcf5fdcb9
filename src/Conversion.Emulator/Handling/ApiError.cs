using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>An error response: <c>{"error":{"code":"…","message":"…"}}</c>.</summary>
internal sealed record ApiError(int Status, string Code, string Message)
{
    private const int MaximumQuoteLength = 100;

    /// <summary>Messages quote the request, so its text must remain readable.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ApiError MissingIdentifier { get; } =
        new(400, "missing_identifier", "At least one of email or cnvContactId is required.");

    public static ApiError ContactNotFound { get; } =
        new(404, "contact_not_found", "No existing contact matches the provided identifier.");

    public static ApiError InvalidSubscriptionStatus { get; } =
        new(400, "invalid_subscription_status", "subscriptionStatus must be one of SUBSCRIBED, UNSUBSCRIBED, NO_STATUS.");

    public static ApiError Unauthorized { get; } = new(401, "unauthorized", "The API key is missing or invalid.");

    public static ApiError InternalError { get; } = new(500, "internal_error", "An internal error occurred.");

    public static ApiError UpsertFailed { get; } = new(400, "upsert_failed", "The contact could not be upserted.");

    public static ApiError MissingEventIdentifier { get; } =
        new(400, "missing_identifier", "At least one of userId or email is required.");

    public static ApiError ConflictingIdentifier { get; } =
        new(400, "conflicting_identifier", "The contact with this email has another userId.");

    public static ApiError TrackingFailed { get; } = new(400, "tracking_failed", "The event could not be tracked.");

    /// <summary>The API documents no code for a malformed request. This code is the emulator's own.</summary>
    public static ApiError InvalidRequest(string message) => new(400, "invalid_request", message);

    public static ApiError InvalidEmail(string reason) => new(400, "invalid_email", $"The email address {reason}.");

    public static ApiError InvalidField(string map, string key, string reason) =>
        new(400, "invalid_field", $"{map}.{Quote(key)} {reason}.");

    public static ApiError EmailTaken(string email) =>
        new(400, "email_taken", $"The email address '{Quote(email)}' belongs to another contact.");

    public static string Quote(string text) => text.Length <= MaximumQuoteLength ? text : text.Substring(0, MaximumQuoteLength) + "…";

    public EmulatorResponse ToResponse(string header, string value) =>
        ToResponse() with { Headers = [new(header, value)] };

    public EmulatorResponse ToResponse()
    {
        var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("code", Code);
            writer.WriteString("message", Message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new(Status, body.ToArray());
    }
}
