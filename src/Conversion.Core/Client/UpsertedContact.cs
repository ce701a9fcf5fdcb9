using System;

namespace Conversion.Client;

/// <summary>What the API says of a contact that went through: <c>cnvContactId</c> and <c>contactCreated</c>.</summary>
internal readonly record struct UpsertedContact(Guid CnvContactId, bool ContactCreated);
