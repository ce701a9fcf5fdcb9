namespace Conversion.Model;

/// <summary>The error codes: the API's own, and those for what no answer of the API says.</summary>
public static class ErrorCodes
{
    /// <summary>401: the key is missing or wrong.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: the key may not do this.</summary>
    public const string Forbidden = "forbidden";

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

    /// <summary>500: an internal error of the API.</summary>
    public const string InternalError = "internal_error";

    /// <summary>Found here: the id is no UUID.</summary>
    public const string InvalidContactId = "invalid_contact_id";

    /// <summary>Found here: a value that the request cannot carry.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>429, after all retries.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>No answer in time, after all retries.</summary>
    public const string Timeout = "timeout";

    /// <summary>No connection, or a connection that broke, after all retries.</summary>
    public const string NetworkError = "network_error";

    /// <summary>An answer that is not the API's.</summary>
    public const string InvalidResponse = "invalid_response";

    /// <summary>A 5xx without a code of the API's, after all retries.</summary>
    public const string ServerError = "server_error";

    /// <summary>Not sent: the time limit was reached before the row's turn.</summary>
    public const string TimeLimit = "time_limit";

    /// <summary>Not sent: too many rows before it had an error.</summary>
    public const string ErrorLimit = "error_limit";
}
