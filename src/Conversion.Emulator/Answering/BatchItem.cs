namespace Conversion.Emulator;

/// <summary>One contact of a batch, or why it cannot be one.</summary>
internal readonly record struct BatchItem(ContactChange? Contact, ApiError? Problem);
