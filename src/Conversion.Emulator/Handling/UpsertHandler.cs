using System;

namespace Conversion.Emulator;

/// <summary>Applies the rules of <c>POST /v2/contacts</c> to one contact. A rejected contact changes nothing.</summary>
internal sealed class UpsertHandler(EmulatorSettings settings)
{
    public UpsertResult Apply(StoreTransaction store, ContactInput input, RequestOptions options)
    {
        Contact? existing = input.Id is { } id ? store.Find(id) : store.Find(input.Email!);
        bool isFoundById = input.Id is not null && existing is not null;
        if (existing is null && input.Id is not null)
        {
            if (options.UpdateOnly || input.Email is null || settings.UnknownContactId == UnknownContactIdHandling.Reject)
            {
                return UpsertResult.Failed(ApiError.ContactNotFound);
            }

            existing = store.Find(input.Email);
        }

        if (existing is not null)
        {
            return Update(store, existing, input, options, isFoundById ? input.Email ?? existing.Email : existing.Email);
        }

        return options.UpdateOnly ? UpsertResult.Failed(ApiError.ContactNotFound) : Create(store, input, options);
    }

    private UpsertResult Create(StoreTransaction store, ContactInput input, RequestOptions options)
    {
        Guid id = settings.NewId();
        DateTimeOffset now = settings.UtcNow();
        store.Put(new Contact(
            id,
            input.Email!,
            input.SubscriptionStatus ?? Contact.NoStatus,
            FieldMap.Empty.Merge(input.Fields, preserve: false),
            FieldMap.Empty.Merge(input.CompanyFields, preserve: false),
            options.SyncToCrm)
        {
            CreatedAt = now,
            UpdatedAt = now,
            SfdcLeadId = options.SyncToCrm ? Contact.NewSfdcLeadId(id) : null,
        });
        return new(id, Created: true, null);
    }

    private UpsertResult Update(StoreTransaction store, Contact existing, ContactInput input, RequestOptions options, string email)
    {
        if (store.Find(email) is { } owner && owner.Id != existing.Id)
        {
            if (settings.DuplicateEmail == DuplicateEmailHandling.Reject)
            {
                return UpsertResult.Failed(ApiError.EmailTaken(email));
            }

            email = existing.Email;
        }

        bool keepsStatus = options.PreserveExistingFields
            && settings.PreserveSubscriptionStatus
            && !string.Equals(existing.SubscriptionStatus, Contact.NoStatus, StringComparison.Ordinal);
        store.Put(new Contact(
            existing.Id,
            email,
            keepsStatus ? existing.SubscriptionStatus : input.SubscriptionStatus ?? existing.SubscriptionStatus,
            existing.Fields.Merge(input.Fields, options.PreserveExistingFields),
            existing.CompanyFields.Merge(input.CompanyFields, options.PreserveExistingFields),
            existing.SyncedToCrm || options.SyncToCrm)
        {
            UserId = existing.UserId,
            CreatedAt = existing.CreatedAt,
            UpdatedAt = settings.UtcNow(),
            SfdcLeadId = existing.SfdcLeadId ?? (options.SyncToCrm && existing.SfdcContactId is null ? Contact.NewSfdcLeadId(existing.Id) : null),
            SfdcContactId = existing.SfdcContactId,
            SfdcAccountId = existing.SfdcAccountId,
        });
        return new(existing.Id, Created: false, null);
    }
}

/// <summary>The result of one contact.</summary>
internal readonly record struct UpsertResult(Guid Id, bool Created, ApiError? Error)
{
    public static UpsertResult Failed(ApiError error) => new(Guid.Empty, false, error);
}
