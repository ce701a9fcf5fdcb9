namespace Conversion.Emulator;

/// <summary>What a blank value, <c>null</c> or <c>""</c>, does to a field of <c>POST /v2/contacts</c>. The API does not document it.</summary>
public enum BlankFieldHandling
{
    /// <summary>The field is unset.</summary>
    Clear,

    /// <summary>The blank value is stored. It counts as empty.</summary>
    Store,

    /// <summary>The field is not changed.</summary>
    Ignore,

    /// <summary>The contact is rejected: <c>invalid_field</c>.</summary>
    Reject,
}

/// <summary>What happens if a request has <c>cnvContactId</c> and <c>email</c>, and another contact has the address. The API does not document it.</summary>
public enum DuplicateEmailHandling
{
    /// <summary>The contact is rejected: 400 <c>email_taken</c>, a code of the emulator.</summary>
    Reject,

    /// <summary>The contact keeps its address. Everything else is written.</summary>
    KeepEmail,
}

/// <summary>What happens if no contact has the <c>cnvContactId</c> and <c>updateOnly</c> is false. The API does not document it.</summary>
public enum UnknownContactIdHandling
{
    /// <summary>The contact is rejected: 404 <c>contact_not_found</c>, because a client cannot choose the id.</summary>
    Reject,

    /// <summary>The contact is upserted by its <c>email</c>, and rejected only if it has none.</summary>
    FallBackToEmail,
}

/// <summary>What an invalid item does to its batch. The API documents that items are independent, but not this.</summary>
public enum InvalidBatchItemHandling
{
    /// <summary>The item fails. The other items are written.</summary>
    FailItem,

    /// <summary>The whole request gets 400 and nothing is written. An item for which no contact exists still fails alone.</summary>
    RejectBatch,
}

/// <summary>Where a failed item of <c>POST /v2/contacts/batch</c> has its code and message. The API does not document it.</summary>
public enum BatchItemErrorShape
{
    /// <summary><c>{"success":false,"error":{"code":"…","message":"…"}}</c></summary>
    Nested,

    /// <summary><c>{"success":false,"errorCode":"…","errorMessage":"…"}</c></summary>
    Prefixed,

    /// <summary><c>{"success":false,"code":"…","message":"…"}</c></summary>
    Flat,

    /// <summary><c>{"success":false,"error":"code: message"}</c></summary>
    Text,
}

/// <summary>The code of a failed item of <c>POST /v2/contacts/batch</c>. The API documents <c>upsert_failed</c> only.</summary>
public enum BatchItemErrorCode
{
    /// <summary>The code that the same contact gets from <c>POST /v2/contacts</c>.</summary>
    Specific,

    /// <summary>Always <c>upsert_failed</c>, with the specific message.</summary>
    UpsertFailed,
}

/// <summary>The format of <c>Retry-After</c> in a 429. The API does not document it.</summary>
public enum RetryAfterFormat
{
    /// <summary>No <c>Retry-After</c>.</summary>
    None,

    /// <summary>A whole number of seconds, at least one.</summary>
    Seconds,

    /// <summary>An HTTP date.</summary>
    Date,
}

/// <summary>Where the response of <c>POST /v2/events/batch</c> has its failed items. The API does not show it.</summary>
public enum EventErrorPlacement
{
    /// <summary>In <c>results</c>, in their place: <c>{"success":false,"error":{"code":"…","message":"…"}}</c></summary>
    Results,

    /// <summary>Only in <c>errors</c>: <c>{"index":1,"code":"…","message":"…"}</c>. <c>results</c> has the other items only.</summary>
    ErrorsList,

    /// <summary>In <c>results</c> as <c>{"success":false}</c>, and with the error in <c>errors</c>.</summary>
    Both,
}

/// <summary>Whether the account has exports, and how the API refuses one that has none. The API does not document it.</summary>
public enum ExportAccess
{
    /// <summary>The account has exports.</summary>
    Enabled,

    /// <summary>403 <c>forbidden</c>.</summary>
    Forbidden,

    /// <summary>404 <c>not_found</c>, as for an unknown path.</summary>
    NotFound,
}

/// <summary>How many items the pages of an export have. The API does not document it.</summary>
public enum ExportPages
{
    /// <summary>As many as asked for, until the last page.</summary>
    Full,

    /// <summary>Every second page has one item less than asked for, although more follow.</summary>
    Short,

    /// <summary>Every second page is empty, although more follow.</summary>
    Empty,
}

/// <summary>The cursor of the last page of an export. The API does not document it.</summary>
public enum LastCursor
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary>The cursor behind the last item. A request with it gets an empty page and the same cursor, until there are more items.</summary>
    Unmoved,
}

/// <summary>Where an exported event has its contact. The API does not document it.</summary>
public enum ExportedEventShape
{
    /// <summary><c>{"id","eventType","cnvContactId","email","occurredAt"}</c></summary>
    Flat,

    /// <summary><c>{"id","type","contact":{"id","email"},"timestamp"}</c></summary>
    Nested,
}
