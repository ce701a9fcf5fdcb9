using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Emulator;

/// <summary>
/// The settings of an emulator. Documented behavior of the API is fixed. Undocumented behavior is a setting, and its default
/// is the one that tests a client best.
/// </summary>
public sealed class EmulatorSettings
{
    /// <summary>The only accepted key, compared in full. Null accepts any key of the form <c>sk_live_&lt;id&gt;_&lt;secret&gt;</c>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The path before <c>/v2/contacts</c>.</summary>
    public string BasePath { get; init; } = "/api";

    /// <summary>Keys of <c>fields</c> in addition to the standard ones: first_name, last_name, job_title, phone_number, city, country, timezone.</summary>
    public IReadOnlyCollection<string> ContactFields { get; init; } = [];

    /// <summary>Keys of <c>companyFields</c> in addition to the standard ones: company_name, industry.</summary>
    public IReadOnlyCollection<string> CompanyFields { get; init; } = [];

    /// <summary>Keys of <c>fields</c> that are read-only: writing one is <c>invalid_field</c>.</summary>
    public IReadOnlyCollection<string> ReadOnlyContactFields { get; init; } = [];

    /// <summary>Whether unknown field keys are written. Otherwise they are rejected as <c>invalid_field</c>.</summary>
    public bool AcceptUnknownFields { get; init; }

    /// <summary>Whether a field can be a JSON array or object. Undocumented.</summary>
    public bool AcceptStructuredFieldValues { get; init; } = true;

    /// <summary>What a JSON <c>null</c> does to a field. Undocumented.</summary>
    public BlankFieldHandling NullFieldValue { get; init; } = BlankFieldHandling.Clear;

    /// <summary>What an empty string does to a field. Undocumented.</summary>
    public BlankFieldHandling EmptyFieldValue { get; init; } = BlankFieldHandling.Store;

    /// <summary>Whether <c>preserveExistingFields</c> also preserves a subscription status other than <c>NO_STATUS</c>. Undocumented.</summary>
    public bool PreserveSubscriptionStatus { get; init; }

    /// <summary>What happens if a request gives a contact the address of another contact. Undocumented.</summary>
    public DuplicateEmailHandling DuplicateEmail { get; init; } = DuplicateEmailHandling.Reject;

    /// <summary>What happens if no contact has the <c>cnvContactId</c> and <c>updateOnly</c> is false. Undocumented.</summary>
    public UnknownContactIdHandling UnknownContactId { get; init; } = UnknownContactIdHandling.Reject;

    /// <summary>Where a failed item of a batch has its code and message. Undocumented.</summary>
    public BatchItemErrorShape BatchItemErrorShape { get; init; } = BatchItemErrorShape.Nested;

    /// <summary>Whether an invalid item fails alone or rejects its whole batch. Undocumented.</summary>
    public InvalidBatchItemHandling InvalidBatchItem { get; init; } = InvalidBatchItemHandling.FailItem;

    /// <summary>Whether a failed item has the specific code, such as <c>invalid_email</c>, or always <c>upsert_failed</c>. Undocumented.</summary>
    public BatchItemErrorCode BatchItemErrorCode { get; init; } = BatchItemErrorCode.Specific;

    /// <summary>The most contacts in a batch.</summary>
    public int MaximumBatchSize { get; init; } = 1000;

    /// <summary>The most events in a batch.</summary>
    public int MaximumEventBatchSize { get; init; } = 200;

    /// <summary>Where a batch of events has its failed items. The API documents both places but shows only one. Undocumented.</summary>
    public EventErrorPlacement EventErrorPlacement { get; init; } = EventErrorPlacement.Results;

    /// <summary>Whether an event with a <c>userId</c> that no contact has gives it to the contact with its address. Undocumented.</summary>
    public bool AssignUserId { get; init; } = true;

    /// <summary>Whether the account has exports. The vendor enables them for each account. How others are refused is undocumented.</summary>
    public ExportAccess Exports { get; init; } = ExportAccess.Enabled;

    /// <summary>The most items in a page of an export, whatever <c>limit</c> asks for. Undocumented.</summary>
    public int MaximumPageSize { get; init; } = 1000;

    /// <summary>The number of items in a page of an export without <c>limit</c>. Undocumented.</summary>
    public int DefaultPageSize { get; init; } = 100;

    /// <summary>Whether the pages of an export are full. Seen in a public client: a short page is not the end.</summary>
    public ExportPages ExportPages { get; init; } = ExportPages.Short;

    /// <summary>The cursor of the last page of an export. Undocumented.</summary>
    public LastCursor LastCursor { get; init; } = LastCursor.Null;

    /// <summary>Where an exported event has its contact. Undocumented.</summary>
    public ExportedEventShape ExportedEventShape { get; init; } = ExportedEventShape.Flat;

    /// <summary>The longest request body that is accepted, in bytes; a longer one gets 413. Undocumented.</summary>
    public long MaximumBodyBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>The average number of requests per second that are accepted; more get 429. Null for no limit. Undocumented.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>How many requests are accepted at once under <see cref="RequestsPerSecond"/>. Null allows the requests of one second, at least one.</summary>
    public int? RequestBurst { get; init; }

    /// <summary>The <c>Retry-After</c> of a 429 from <see cref="RequestsPerSecond"/>. Undocumented.</summary>
    public RetryAfterFormat RetryAfter { get; init; } = RetryAfterFormat.Seconds;

    /// <summary>The delay before each request is handled.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether requests are kept in <see cref="ConversionEmulator.Requests"/>. They are always counted.</summary>
    public bool RecordRequests { get; init; } = true;

    /// <summary>The most requests that are kept. The oldest are removed.</summary>
    public int MaximumRecordedRequests { get; init; } = 10_000;

    /// <summary>The clock of the rate limit and of the request log.</summary>
    public Func<DateTimeOffset> UtcNow { get; init; } = static () => DateTimeOffset.UtcNow;

    /// <summary>Creates the ids of new contacts.</summary>
    public Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Waits; tests can replace it.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;
}
