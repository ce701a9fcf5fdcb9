namespace Conversion.Binding;

/// <summary>A column of a row's shape.</summary>
/// <param name="Name">Its name in the row.</param>
/// <param name="Kind">What it becomes.</param>
/// <param name="Key">The field's key, where it becomes a field.</param>
internal readonly record struct Column(string Name, ColumnKind Kind, string Key);
