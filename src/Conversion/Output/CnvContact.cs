using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using Conversion.Model;

namespace Conversion;

/// <summary>
/// A contact that was created from a row: the output of ConvertTo-CnvContact, which Set-CnvContact accepts as input. It is
/// immutable, so that <see cref="Issues"/> and <see cref="ToJson"/> remain correct. Change the row instead.
/// </summary>
public sealed class CnvContact
{
    private readonly ContactOptions _options;
    private readonly RowRequest? _request;

    internal CnvContact(ContactDraft draft, RowRequest? request, ValidationError[] unreadable, ValidationError[] issues)
    {
        _options = draft.Options;
        _request = request;
        Unreadable = unreadable;
        Issues = issues;
        Email = Present(draft.Email);
        CnvContactId = Present(draft.CnvContactId);
        SubscriptionStatus = Present(draft.SubscriptionStatus);
        Fields = ReadOnly(draft.Fields);
        CompanyFields = ReadOnly(draft.CompanyFields);
    }

    /// <summary><c>email</c> as in the row; null when the row has none.</summary>
    public string? Email { get; }

    /// <summary><c>cnvContactId</c> as in the row; null when the row has none.</summary>
    public string? CnvContactId { get; }

    /// <summary><c>subscriptionStatus</c> as in the row; null when the row has none.</summary>
    public string? SubscriptionStatus { get; }

    /// <summary><c>fields</c>: field keys and values. A null value is sent as null. A missing key is not sent.</summary>
    public IDictionary Fields { get; }

    /// <summary><c>companyFields</c>: field keys and values. A null value is sent as null. A missing key is not sent.</summary>
    public IDictionary CompanyFields { get; }

    /// <summary><c>updateOnly</c>: the contact is updated, but never created.</summary>
    public bool UpdateOnly => (_options & ContactOptions.UpdateOnly) != 0;

    /// <summary><c>syncToCRM</c>: the contact is also created in the connected CRM.</summary>
    public bool SyncToCRM => (_options & ContactOptions.SyncToCRM) != 0;

    /// <summary><c>preserveExistingFields</c>: existing field values are kept.</summary>
    public bool PreserveExistingFields => (_options & ContactOptions.PreserveExistingFields) != 0;

    /// <summary>What is wrong with the row; empty when it can be sent. Set-CnvContact reports the first one.</summary>
    public ValidationError[] Issues { get; }

    /// <summary>The issues that were found while the row was read. Other parameters cannot resolve them.</summary>
    internal IReadOnlyList<ValidationError> Unreadable { get; }

    /// <summary>The exact body for <c>POST /v2/contacts</c>; null when there are issues, because nothing would be sent.</summary>
    public string? ToJson() => _request?.ToJson();

    /// <summary>The email address, or the id when there is no address.</summary>
    public override string ToString() => Email ?? CnvContactId ?? string.Empty;

    /// <summary>Copies this contact to a draft.</summary>
    internal void CopyTo(ContactDraft draft)
    {
        draft.Email = Email;
        draft.CnvContactId = CnvContactId;
        draft.SubscriptionStatus = SubscriptionStatus;
        draft.Options = _options;
        Copy(Fields, draft.Fields);
        Copy(CompanyFields, draft.CompanyFields);
    }

    private static string? Present(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static OrderedDictionary ReadOnly(FieldSet fields)
    {
        OrderedDictionary dictionary = new(StringComparer.Ordinal);
        for (int i = 0; i < fields.Count; i++)
        {
            dictionary.Add(fields[i].Key, fields[i].Value);
        }

        return dictionary.AsReadOnly();
    }

    private static void Copy(IDictionary from, FieldSet to)
    {
        foreach (DictionaryEntry field in from)
        {
            to.Set((string)field.Key, field.Value);
        }
    }
}
