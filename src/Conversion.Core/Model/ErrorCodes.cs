namespace Conversion.Model;

/// <summary>The error codes: those of the API, and those of errors for which the API has no code.</summary>
public static class ErrorCodes
{
    /// <summary>401: the key is missing or invalid.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: the key does not have permission.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404 from an export: the account has none.</summary>
    public const string NotFound = "not_found";

    /// <summary>The certificate of the server is not trusted: nothing is sent to it.</summary>
    public const string UntrustedServer = "untrusted_server";

    /// <summary>Neither email nor cnvContactId.</summary>
    public const string MissingIdentifier = "missing_identifier";

    /// <summary>A malformed email address.</summary>
    public const string InvalidEmail = "invalid_email";

    /// <summary>Not SUBSCRIBED, UNSUBSCRIBED or NO_STATUS.</summary>
    public const string InvalidSubscriptionStatus = "invalid_subscription_status";

    /// <summary>A key of fields or companyFields that does not exist or is read-only.</summary>
    public const string InvalidField = "invalid_field";

    /// <summary>updateOnly, and no contact matches.</summary>
    public const string ContactNotFound = "contact_not_found";

    /// <summary>One contact of a batch failed.</summary>
    public const string UpsertFailed = "upsert_failed";

    /// <summary>One event of a batch failed, and the API did not say why.</summary>
    public const string TrackingFailed = "tracking_failed";

    /// <summary>An event whose address belongs to a contact with another user id.</summary>
    public const string ConflictingIdentifier = "conflicting_identifier";

    /// <summary>Found before sending: an event without a name.</summary>
    public const string MissingEvent = "missing_event";

    /// <summary>Found before sending: a timestamp that is not a time.</summary>
    public const string InvalidTimestamp = "invalid_timestamp";

    /// <summary>500: an internal error of the API.</summary>
    public const string InternalError = "internal_error";

    /// <summary>Found before sending: the id is not a UUID.</summary>
    public const string InvalidContactId = "invalid_contact_id";

    /// <summary>Found before sending: a value that cannot be written as JSON.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>429, after all retries.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>No response in time, after all retries.</summary>
    public const string Timeout = "timeout";

    /// <summary>No connection, or a broken connection, after all retries.</summary>
    public const string NetworkError = "network_error";

    /// <summary>A response that is not in the format of the API.</summary>
    public const string InvalidResponse = "invalid_response";

    /// <summary>A 5xx without an API error code, after all retries.</summary>
    public const string ServerError = "server_error";

    /// <summary>Not sent: the time limit was reached first.</summary>
    public const string TimeLimit = "time_limit";

    /// <summary>Not sent: the error limit was reached first.</summary>
    public const string ErrorLimit = "error_limit";

    /// <summary>Not sent: more contacts would change than a limit allows.</summary>
    public const string ChangeLimit = "change_limit";
}
