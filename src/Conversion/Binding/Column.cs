namespace Conversion.Binding;

/// <summary>A column of a row's shape.</summary>
/// <param name="Name">Its name in the row.</param>
/// <param name="Kind">What it becomes.</param>
/// <param name="Key">The field's key, where it becomes a field.</param>
internal readonly record struct Column(string Name, ColumnKind Kind, string Key)
{
    /// <summary>Whether its name says more than the field's key: <c>fields.x</c> or <c>companyFields.x</c>.</summary>
    public bool IsPrefixed => Key.Length < Name.Length;
}
