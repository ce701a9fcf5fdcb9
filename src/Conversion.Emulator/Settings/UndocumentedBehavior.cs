namespace Conversion.Emulator;

/// <summary>What a blank value, <c>null</c> or <c>""</c>, does to a field of <c>POST /v2/contacts</c>. The API does not say.</summary>
public enum BlankFieldHandling
{
    /// <summary>The field becomes unset.</summary>
    Clear,

    /// <summary>The blank value itself is stored; it counts as empty.</summary>
    Store,

    /// <summary>The field stays as it is.</summary>
    Ignore,

    /// <summary>The contact is refused: <c>invalid_field</c>.</summary>
    Reject,
}

/// <summary>What happens where <c>cnvContactId</c> and <c>email</c> are given and the address belongs to another contact. The API does not say.</summary>
public enum DuplicateEmailHandling
{
    /// <summary>The contact is refused: 400 <c>email_taken</c>, a code of the emulator's own.</summary>
    Reject,

    /// <summary>The contact keeps its address; everything else is written.</summary>
    KeepEmail,
}

/// <summary>What happens where no contact has the <c>cnvContactId</c> and <c>updateOnly</c> is off. The API does not say.</summary>
public enum UnknownContactIdHandling
{
    /// <summary>The contact is refused: 404 <c>contact_not_found</c>, for an id cannot be invented.</summary>
    Reject,

    /// <summary>The contact is upserted by its <c>email</c>, and refused only where there is none.</summary>
    FallBackToEmail,
}

/// <summary>What an item that is wrong in itself does to its batch. The API says items are independent, and leaves this open.</summary>
public enum InvalidBatchItemHandling
{
    /// <summary>It fails; the other items are written.</summary>
    FailItem,

    /// <summary>The whole request is answered 400 and nothing is written. An item that only lacks its contact still fails alone.</summary>
    RejectBatch,
}

/// <summary>Where a failed item of <c>POST /v2/contacts/batch</c> carries its code and message. The API does not show it.</summary>
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

/// <summary>Which code a failed item of <c>POST /v2/contacts/batch</c> carries. The API documents <c>upsert_failed</c> and leaves the rest open.</summary>
public enum BatchItemErrorCode
{
    /// <summary>The code a single upsert would have been refused with.</summary>
    Specific,

    /// <summary>Always <c>upsert_failed</c>; the message is the precise one.</summary>
    UpsertFailed,
}

/// <summary>What a 429 says of when to come back. The API does not say.</summary>
public enum RetryAfterFormat
{
    /// <summary>There is no <c>Retry-After</c>.</summary>
    None,

    /// <summary>A whole number of seconds, at least one.</summary>
    Seconds,

    /// <summary>An HTTP date.</summary>
    Date,
}
