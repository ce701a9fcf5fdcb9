using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using Conversion.Model;

namespace Conversion;

/// <summary>
/// A contact as a row makes it: what ConvertTo-CnvContact emits and Set-CnvContact takes. It cannot be changed, so that
/// <see cref="Issues"/> and <see cref="ToJson"/> stay true; change the row instead.
/// </summary>
public sealed class CnvContact
{
    private readonly ContactOptions _options;
    private readonly ContactRequest? _request;

    internal CnvContact(ContactDraft draft, ContactRequest? request, ValidationError[] unreadable, ValidationError[] issues)
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

    /// <summary><c>email</c>, as the row has it; null where it has none.</summary>
    public string? Email { get; }

    /// <summary><c>cnvContactId</c>, as the row has it; null where it has none.</summary>
    public string? CnvContactId { get; }

    /// <summary><c>subscriptionStatus</c>, as the row has it; null where it has none.</summary>
    public string? SubscriptionStatus { get; }

    /// <summary><c>fields</c>: key and value. A null value is sent as null; a key that is not there is not sent.</summary>
    public IDictionary Fields { get; }

    /// <summary><c>companyFields</c>, likewise.</summary>
    public IDictionary CompanyFields { get; }

    /// <summary><c>updateOnly</c>: the contact is only updated, never created.</summary>
    public bool UpdateOnly => (_options & ContactOptions.UpdateOnly) != 0;

    /// <summary><c>syncToCRM</c>: the contact is created in the connected CRM too.</summary>
    public bool SyncToCRM => (_options & ContactOptions.SyncToCRM) != 0;

    /// <summary><c>preserveExistingFields</c>: values that are there are kept.</summary>
    public bool PreserveExistingFields => (_options & ContactOptions.PreserveExistingFields) != 0;

    /// <summary>What is wrong with the row, the gravest first; empty when it can be sent.</summary>
    public ValidationError[] Issues { get; }

    /// <summary>Those issues that came up while the row was read, and that no other parameter can mend.</summary>
    internal IReadOnlyList<ValidationError> Unreadable { get; }

    /// <summary>The exact body that <c>POST /v2/contacts</c> would get; null where there are issues, since nothing would be sent.</summary>
    public string? ToJson() => _request?.ToJson();

    /// <summary>The address or the id.</summary>
    public override string ToString() => Email ?? CnvContactId ?? string.Empty;

    /// <summary>Fills a draft with it.</summary>
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
