using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Conversion.Exports;
using Conversion.Http;
using Conversion.Journal;
using Conversion.Model;
using Conversion.Reports;

namespace Conversion;

/// <summary>Every error id of the module, its category and its advice.</summary>
internal static class CnvErrors
{
    public const string UnsupportedPowerShell = "unsupported_powershell";
    public const string NotConnected = "not_connected";
    public const string MissingApiKey = "missing_api_key";
    public const string InvalidApiKey = "invalid_api_key";
    public const string InsecureUri = "insecure_uri";
    public const string ConnectionNotFound = "connection_not_found";
    public const string InvalidSandboxPath = "invalid_sandbox_path";
    public const string InvalidFieldMap = "invalid_field_map";
    public const string InvalidSandboxField = "invalid_sandbox_field";
    public const string InvalidArgument = "invalid_argument";
    public const string NotAResult = "not_a_result";
    public const string ReportExists = "report_exists";
    public const string ReportUnavailable = "report_unavailable";

    // Longer than any path.
    private static readonly int s_maximumLength = 8000;

    private static readonly Regex s_key = new(@"sk_live_[^\s'""]+");

    private static readonly Dictionary<string, (ErrorCategory Category, string Advice)> s_table = new(StringComparer.Ordinal)
    {
        [UnsupportedPowerShell] = (ErrorCategory.NotInstalled, "Install a later PowerShell: https://aka.ms/powershell."),
        [NotConnected] = (ErrorCategory.ConnectionError, "Run Connect-Cnv first, or pass -Connection."),
        [MissingApiKey] = (ErrorCategory.InvalidArgument, "Pass -ApiKey or -Credential, or set the environment variable CNV_API_KEY. You find the key in the Conversion dashboard under Settings > Integrations."),
        [InvalidApiKey] = (ErrorCategory.InvalidArgument, "A key has the form sk_live_<key_id>_<secret>. Copy it again from the Conversion dashboard, Settings > Integrations."),
        [InsecureUri] = (ErrorCategory.SecurityError, "Use an absolute https address without user name, query or fragment. Http is allowed for the local machine (localhost) only."),
        [ConnectionNotFound] = (ErrorCategory.ObjectNotFound, "Run Get-CnvConnection to list the connections of this session."),
        [InvalidSandboxPath] = (ErrorCategory.OpenError, "Pass the path of a sandbox file that no other session has open, or of a file that does not exist."),
        [InvalidFieldMap] = (ErrorCategory.InvalidArgument, "Map field keys to column names or script blocks, for example @{ first_name = 'Given name'; last_name = { $_.Surname.Trim() } }."),
        [InvalidArgument] = (ErrorCategory.InvalidArgument, "Nothing was sent."),
        [InvalidSandboxField] = (ErrorCategory.InvalidArgument, "Name a contact field by its key, and a company field by companyFields.<key>."),

        [NotAResult] = (ErrorCategory.InvalidType, "Pipe the results of Set-CnvContact, Sync-CnvContact, Compare-CnvContact or Add-CnvEvent into this command, live, from a job or from Import-Clixml."),
        [ReportExists] = (ErrorCategory.ResourceExists, "Add -Force to replace it, or choose another -Path. Nothing was sent."),
        [ReportUnavailable] = (ErrorCategory.OpenError, "Choose a -Path in a folder that exists and that you can write to."),

        [JournalException.Mismatch] = (ErrorCategory.InvalidArgument, "Connect to the account of the journal, choose another -JournalPath, or start a new journal with -Force."),
        [JournalException.InUse] = (ErrorCategory.ResourceBusy, "Wait for the other run to end, or choose another -JournalPath."),
        [JournalException.Unavailable] = (ErrorCategory.OpenError, "Choose a -JournalPath in a folder that exists and that you can write to."),
        [JournalException.WriteFailed] = (ErrorCategory.WriteError, "Free disk space and run the same line again. It resumes where the journal ends."),

        [CursorException.Mismatch] = (ErrorCategory.InvalidArgument, "Choose another -CursorPath, or connect to the account of the file. To start anew, delete the file."),
        [CursorException.Unavailable] = (ErrorCategory.OpenError, "Choose a -CursorPath in a folder that exists and that you can write to."),
        [CursorException.WriteFailed] = (ErrorCategory.WriteError, "Free disk space and run the same line again. It returns the events since the last page that was recorded."),

        [ErrorCodes.ErrorLimit] = (ErrorCategory.LimitsExceeded, "Correct the rows that have an error, then run the line again."),
        [ErrorCodes.ChangeLimit] = (ErrorCategory.LimitsExceeded, "Look at the changes with Compare-CnvContact. If they are right, run the line once with this parameter at 100."),
        [ErrorCodes.TimeLimit] = (ErrorCategory.LimitsExceeded, "Run the same line again."),
        [ErrorCodes.Unauthorized] = (ErrorCategory.AuthenticationError, "Check the key in the Conversion dashboard, Settings > Integrations, and connect again."),
        [ErrorCodes.Forbidden] = (ErrorCategory.PermissionDenied, "Ask an administrator of the Conversion account for a key that may do this."),
        [ErrorCodes.NotFound] = (ErrorCategory.ObjectNotFound, "Check -BaseUri of Connect-Cnv. Then send the row again."),
        [ErrorCodes.UntrustedServer] = (ErrorCategory.SecurityError, "Check -BaseUri, the date of this machine, and whether a proxy intercepts https. Install the certificate of its issuer where it is to be trusted."),
        [ErrorCodes.MissingIdentifier] = (ErrorCategory.InvalidData, "Fill in the address or the id and send the row again."),
        [ErrorCodes.InvalidEmail] = (ErrorCategory.InvalidData, "Correct the address in the row and send the row again."),
        [ErrorCodes.InvalidSubscriptionStatus] = (ErrorCategory.InvalidData, "Use SUBSCRIBED, UNSUBSCRIBED or NO_STATUS, or leave it blank. Only the system sets statuses such as BOUNCED and COMPLAINED."),
        [ErrorCodes.InvalidContactId] = (ErrorCategory.InvalidData, "Use the id that the API returned, for example a1b2c3d4-e5f6-7890-abcd-ef1234567890, or leave it blank and identify the contact by its address."),
        [ErrorCodes.InvalidValue] = (ErrorCategory.InvalidData, "Correct the value, or leave its column out with -ExcludeProperty."),
        [ErrorCodes.InvalidField] = (ErrorCategory.InvalidData, "Create the field in Conversion, map the column to a field that exists (upper and lower case count) with -FieldMap, or leave it out with -ExcludeProperty."),
        [ErrorCodes.ContactNotFound] = (ErrorCategory.ObjectNotFound, "Check the id or the address. Set-CnvContact without -UpdateOnly creates a contact that has an address."),
        [ErrorCodes.UpsertFailed] = (ErrorCategory.InvalidData, "Correct the row and send it again."),
        [ErrorCodes.TrackingFailed] = (ErrorCategory.InvalidData, "Correct the row and send it again."),
        [ErrorCodes.ConflictingIdentifier] = (ErrorCategory.InvalidData, "The address belongs to a contact with another user id. Correct one of them, or leave one out."),
        [ErrorCodes.MissingEvent] = (ErrorCategory.InvalidData, "Fill in the name of the event, or pass -Event."),
        [ErrorCodes.InvalidTimestamp] = (ErrorCategory.InvalidData, "Use a date and time such as 2026-11-28T09:30:00Z, with T between date and time, or a script block that makes one: -Timestamp { [datetime] $_.Date }."),
        [ErrorCodes.RateLimited] = (ErrorCategory.LimitsExceeded, "Send the row again later. Connect-Cnv -RateLimit keeps the requests below the limit."),
        [ErrorCodes.Timeout] = (ErrorCategory.OperationTimeout, "Send the row again. Connect-Cnv -TimeoutSec allows more time."),
        [ErrorCodes.NetworkError] = (ErrorCategory.ConnectionError, "Check the network, the proxy and -BaseUri, then send the row again. A row may be sent twice."),
        [ErrorCodes.InvalidResponse] = (ErrorCategory.InvalidResult, "Check -BaseUri, and whether a proxy or a sign-in page intercepts the requests. Then send the row again."),
        [ErrorCodes.ServerError] = (ErrorCategory.ResourceUnavailable, "Send the row again later."),
        [ErrorCodes.InternalError] = (ErrorCategory.ResourceUnavailable, "Send the row again later."),
    };

    /// <summary>An error that does not come from a response.</summary>
    /// <param name="code">The id, one of those above.</param>
    /// <param name="happened">What happened, in one sentence.</param>
    /// <param name="target">What it happened to.</param>
    /// <param name="cause">The exception behind it; null for none.</param>
    public static ErrorRecord From(string code, string happened, object? target, Exception? cause = null)
    {
        (ErrorCategory category, string advice) = s_table[code];
        return new ErrorRecord(new CnvException(code, Sentences(happened, advice), cause), code, category, target);
    }

    /// <summary>The error of a journal.</summary>
    /// <param name="exception">What happened to it.</param>
    /// <param name="path">Its path.</param>
    public static ErrorRecord From(JournalException exception, string? path)
    {
        (ErrorCategory category, string advice) = s_table[exception.Code];
        advice = exception.Difference switch
        {
            JournalDifference.Sandbox => "Keep the sandbox with Connect-Cnv -Sandbox -SandboxPath, choose another -JournalPath, or start a new journal with -Force.",
            JournalDifference.RowKind => "Contacts and events have a journal each. Choose another -JournalPath, or start a new journal with -Force.",
            JournalDifference.Partition => "Use the same -Partition and -PartitionCount as the run that started the journal, or none if it had none. Or choose another -JournalPath for each partition, or start a new journal with -Force.",
            JournalDifference.Unreadable => "Choose another -JournalPath, or start a new journal with -Force.",
            JournalDifference.NotAJournal => "Choose another -JournalPath. A file that is not a journal is never overwritten.",
            _ => advice,
        };
        return new ErrorRecord(new CnvException(exception.Code, Sentences(exception.Message, advice), exception), exception.Code, category, path);
    }

    /// <summary>The error that ends a command because the connection is refused.</summary>
    /// <param name="outcome">The refusal.</param>
    /// <param name="target">The row that was refused.</param>
    /// <param name="connection">Which connection it is, and how many rows were not sent, in sentences.</param>
    public static ErrorRecord From(UpsertOutcome outcome, object? target, string connection)
    {
        (ErrorCategory category, string advice) = Find(outcome);
        return Create(outcome, Sentences(Sentences(outcome.ErrorMessage!, connection), advice), category, target);
    }

    /// <summary>The error of a row.</summary>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="target">The row.</param>
    /// <param name="row">How the message names the row.</param>
    /// <param name="withAdvice">Whether the message says what to do.</param>
    public static ErrorRecord FromRow(UpsertOutcome outcome, object? target, string row, bool withAdvice)
    {
        (ErrorCategory category, string advice) = Find(outcome);
        string happened = outcome.ErrorMessage!;
        return Create(outcome, $"{row}: {outcome.ErrorCode}: {(withAdvice ? Sentences(happened, advice) : happened)}", category, target);
    }

    /// <summary>What to do about an outcome.</summary>
    public static string AdviceOf(UpsertOutcome outcome) => Find(outcome).Advice;

    private static (ErrorCategory Category, string Advice) Find(UpsertOutcome outcome)
    {
        string code = outcome.ErrorCode!;
        bool isRefusedRow = code == ErrorCodes.InvalidResponse && outcome.Status == UpsertStatus.Rejected;
        if (!s_table.TryGetValue(code, out (ErrorCategory Category, string Advice) entry) || isRefusedRow)
        {
            // A code of the API that is not known here, or a refusal without one. The status says which side is responsible.
            entry = s_table[outcome.Status == UpsertStatus.Rejected ? ErrorCodes.UpsertFailed : ErrorCodes.ServerError];
        }

        return outcome.IsForeignResponse ? (entry.Category, s_table[ErrorCodes.InvalidResponse].Advice) : entry;
    }

    private static ErrorRecord Create(UpsertOutcome outcome, string message, ErrorCategory category, object? target)
    {
        string code = outcome.ErrorCode!;
        return new ErrorRecord(
            outcome.StatusCode is int status ? new CnvApiException(code, message, status) : new CnvException(code, message, outcome.Cause),
            code,
            category,
            target);
    }

    /// <summary>What to do about the results with an error code.</summary>
    public static string AdviceFor(string code, ResultStatus status)
    {
        bool isRefusedRow = code == ErrorCodes.InvalidResponse && status == ResultStatus.Rejected;
        return s_table.TryGetValue(code, out (ErrorCategory Category, string Advice) entry) && !isRefusedRow
            ? entry.Advice
            : s_table[status is ResultStatus.Rejected or ResultStatus.NotFound ? ErrorCodes.UpsertFailed : ErrorCodes.ServerError].Advice;
    }

    /// <summary>The error that ends an export.</summary>
    /// <param name="outcome">The outcome of the request for a page.</param>
    /// <param name="target">The connection.</param>
    /// <param name="after">What was read before; null for nothing.</param>
    public static ErrorRecord FromExport(UpsertOutcome outcome, object? target, string? after)
    {
        string code = outcome.ErrorCode!;
        bool isKnown = s_table.TryGetValue(code, out (ErrorCategory Category, string Advice) entry);
        (ErrorCategory category, string advice) = code switch
        {
            _ when outcome.IsForeignResponse => (entry.Category, "Check -BaseUri, and whether a proxy or a sign-in page intercepts the requests."),
            ErrorCodes.Forbidden or ErrorCodes.NotFound => (entry.Category, "Conversion enables exports for each account. Ask Conversion to enable them."),
            ErrorCodes.Unauthorized or ErrorCodes.UntrustedServer => entry,
            ErrorCodes.Timeout => (entry.Category, "Run the command again. Connect-Cnv -TimeoutSec allows more time, and a smaller -PageSize needs less."),
            ErrorCodes.NetworkError => (entry.Category, "Check the network, the proxy and -BaseUri, then run the command again."),
            ErrorCodes.InvalidResponse => (entry.Category, "Check -BaseUri, and whether a proxy or a sign-in page intercepts the requests. Then run the command again."),
            _ => (isKnown ? entry.Category : outcome.Status == UpsertStatus.Rejected ? ErrorCategory.InvalidArgument : ErrorCategory.ResourceUnavailable, "Run the command again later."),
        };
        string message = (after is null ? string.Empty : after + ": ") + Sentences(outcome.ErrorMessage!, advice);
        return new ErrorRecord(
            outcome.StatusCode is int status ? new CnvApiException(code, message, status) : new CnvException(code, message, outcome.Cause), code, category, target);
    }

    // What happened is often a sentence of a server or of the system, with or without a full stop.
    // What happened may quote an argument: a path or a name with characters that a terminal would obey, or a key in its place.
    private static string Sentences(string happened, string advice)
    {
        string shown = s_key.Replace(Printable.Text(happened, s_maximumLength), "sk_live_…");
        return shown + (shown.Length > 0 && shown[shown.Length - 1] is '.' or '!' or '?' or '…' ? " " : ". ") + advice;
    }
}
