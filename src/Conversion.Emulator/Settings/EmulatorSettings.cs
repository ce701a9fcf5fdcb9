using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Emulator;

/// <summary>
/// How an emulator answers. What the API documents is fixed; what it leaves open is a setting here,
/// whose default is the answer a careful client is best tested against.
/// </summary>
public sealed class EmulatorSettings
{
    /// <summary>The only key let in, compared in full. Null lets in any key of the form <c>sk_live_&lt;id&gt;_&lt;secret&gt;</c>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The path before <c>/v2/contacts</c>.</summary>
    public string BasePath { get; init; } = "/api";

    /// <summary>Keys of <c>fields</c> the account has besides the standard ones: first_name, last_name, job_title, phone_number, city, country, timezone.</summary>
    public IReadOnlyCollection<string> ContactFields { get; init; } = [];

    /// <summary>Keys of <c>companyFields</c> the account has besides the standard ones: company_name, industry.</summary>
    public IReadOnlyCollection<string> CompanyFields { get; init; } = [];

    /// <summary>Keys of <c>fields</c> that exist but cannot be written: <c>invalid_field</c>.</summary>
    public IReadOnlyCollection<string> ReadOnlyContactFields { get; init; } = [];

    /// <summary>Whether field keys nobody declared are written instead of refused as <c>invalid_field</c>.</summary>
    public bool AcceptUnknownFields { get; init; }

    /// <summary>Whether a field may hold a JSON array or object. Undocumented.</summary>
    public bool AcceptStructuredFieldValues { get; init; } = true;

    /// <summary>What a JSON <c>null</c> does to a field. Undocumented.</summary>
    public BlankFieldHandling NullFieldValue { get; init; } = BlankFieldHandling.Clear;

    /// <summary>What an empty string does to a field. Undocumented.</summary>
    public BlankFieldHandling EmptyFieldValue { get; init; } = BlankFieldHandling.Store;

    /// <summary>Whether <c>preserveExistingFields</c> also keeps a subscription status other than <c>NO_STATUS</c>. Undocumented.</summary>
    public bool PreserveSubscriptionStatus { get; init; }

    /// <summary>What happens where a contact is to get the address of another contact. Undocumented.</summary>
    public DuplicateEmailHandling DuplicateEmail { get; init; } = DuplicateEmailHandling.Reject;

    /// <summary>What happens where no contact has the <c>cnvContactId</c> and <c>updateOnly</c> is off. Undocumented.</summary>
    public UnknownContactIdHandling UnknownContactId { get; init; } = UnknownContactIdHandling.Reject;

    /// <summary>Where a failed item of a batch carries its code and message. Undocumented.</summary>
    public BatchItemErrorShape BatchItemErrorShape { get; init; } = BatchItemErrorShape.Nested;

    /// <summary>Whether an invalid item fails alone or refuses its whole batch. Undocumented.</summary>
    public InvalidBatchItemHandling InvalidBatchItem { get; init; } = InvalidBatchItemHandling.FailItem;

    /// <summary>Whether a failed item's code is the precise one, such as <c>invalid_email</c>, or always <c>upsert_failed</c>. Undocumented.</summary>
    public BatchItemErrorCode BatchItemErrorCode { get; init; } = BatchItemErrorCode.Specific;

    /// <summary>How many contacts a batch may hold.</summary>
    public int MaximumBatchSize { get; init; } = 1000;

    /// <summary>The longest request body taken, in bytes; a longer one is answered 413. Undocumented.</summary>
    public long MaximumBodyBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>How many requests a second are let through on average; the others are answered 429. Null sets no limit. Undocumented.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>How many requests may come at once under <see cref="RequestsPerSecond"/>. Null is one second's worth, and at least one.</summary>
    public int? RequestBurst { get; init; }

    /// <summary>What a 429 from <see cref="RequestsPerSecond"/> says of when to come back. Undocumented.</summary>
    public RetryAfterFormat RetryAfter { get; init; } = RetryAfterFormat.Seconds;

    /// <summary>How long every request takes before it is looked at.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether requests are kept in <see cref="ConversionEmulator.Requests"/>; they are counted either way.</summary>
    public bool RecordRequests { get; init; } = true;

    /// <summary>How many requests are kept; the oldest give way.</summary>
    public int MaximumRecordedRequests { get; init; } = 10_000;

    /// <summary>The clock of the rate limit and of the request log.</summary>
    public Func<DateTimeOffset> UtcNow { get; init; } = static () => DateTimeOffset.UtcNow;

    /// <summary>Where the ids of new contacts come from.</summary>
    public Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>How the emulator waits.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;
}
