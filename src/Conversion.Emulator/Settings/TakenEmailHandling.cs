namespace Conversion.Emulator;

/// <summary>What happens where <c>cnvContactId</c> and <c>email</c> are given and the address belongs to another contact. The API does not say.</summary>
public enum TakenEmailHandling
{
    /// <summary>The contact is refused: 400 <c>email_taken</c>, a code of the emulator's own.</summary>
    Refuse,

    /// <summary>The contact keeps its address; everything else is written.</summary>
    KeepAddress,
}
