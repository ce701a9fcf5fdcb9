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
    Refuse,
}
