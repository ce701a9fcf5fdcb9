namespace Conversion;

/// <summary>What a blank cell of a field sends.</summary>
public enum EmptyValue
{
    /// <summary>Nothing: the field keeps what it has.</summary>
    Omit,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>""</c>.</summary>
    EmptyString,
}
