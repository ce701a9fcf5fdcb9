using System;

namespace Conversion.Emulator;

/// <summary>The rules of <c>POST /v2/contacts</c>, for one contact. A refused one changes nothing.</summary>
internal sealed class ContactUpsert(EmulatorSettings settings)
{
    public UpsertResult Apply(StoreChange store, ContactChange wanted, RequestSwitches switches)
    {
        Contact? known = wanted.Id is { } id ? store.Find(id) : store.Find(wanted.Email!);
        bool isFoundById = wanted.Id is not null && known is not null;
        if (known is null && wanted.Id is not null)
        {
            if (switches.UpdateOnly || wanted.Email is null || settings.UnknownContactId == UnknownContactIdHandling.Refuse)
            {
                return UpsertResult.Failed(ApiError.ContactNotFound);
            }

            known = store.Find(wanted.Email);
        }

        if (known is not null)
        {
            return Update(store, known, wanted, switches, isFoundById ? wanted.Email ?? known.Email : known.Email);
        }

        return switches.UpdateOnly ? UpsertResult.Failed(ApiError.ContactNotFound) : Create(store, wanted, switches);
    }

    private UpsertResult Create(StoreChange store, ContactChange wanted, RequestSwitches switches)
    {
        Guid id = settings.NewId();
        store.Put(new Contact(
            id,
            wanted.Email!,
            wanted.SubscriptionStatus ?? Contact.NoStatus,
            FieldMap.Empty.Write(wanted.Fields, preserve: false),
            FieldMap.Empty.Write(wanted.CompanyFields, preserve: false),
            switches.SyncToCrm));
        return new(id, Created: true, null);
    }

    private UpsertResult Update(StoreChange store, Contact known, ContactChange wanted, RequestSwitches switches, string email)
    {
        if (store.Find(email) is { } owner && owner.Id != known.Id)
        {
            if (settings.TakenEmail == TakenEmailHandling.Refuse)
            {
                return UpsertResult.Failed(ApiError.EmailTaken(email));
            }

            email = known.Email;
        }

        bool keepsStatus = switches.PreserveExistingFields
            && settings.PreserveSubscriptionStatus
            && !string.Equals(known.SubscriptionStatus, Contact.NoStatus, StringComparison.Ordinal);
        store.Put(new Contact(
            known.Id,
            email,
            keepsStatus ? known.SubscriptionStatus : wanted.SubscriptionStatus ?? known.SubscriptionStatus,
            known.Fields.Write(wanted.Fields, switches.PreserveExistingFields),
            known.CompanyFields.Write(wanted.CompanyFields, switches.PreserveExistingFields),
            known.SyncedToCrm || switches.SyncToCrm));
        return new(known.Id, Created: false, null);
    }
}
