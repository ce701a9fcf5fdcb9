namespace Conversion.Emulator;

/// <summary>What happens where no contact has the <c>cnvContactId</c> and <c>updateOnly</c> is off. The API does not say.</summary>
public enum UnknownContactIdHandling
{
    /// <summary>The contact is refused: 404 <c>contact_not_found</c>, for an id cannot be invented.</summary>
    Refuse,

    /// <summary>The contact is upserted by its <c>email</c>, and refused only where there is none.</summary>
    FallBackToEmail,
}
