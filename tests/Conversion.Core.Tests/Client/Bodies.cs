using System;
using System.Text.Json;

namespace Conversion.Core.Tests.Client;

/// <summary>The bodies that the API documents.</summary>
internal static class Bodies
{
    public static readonly Guid Id = new("3f2504e0-4f89-41d3-9a0c-0305e82c3301");

    public static string Success(bool created = true) =>
        $$$"""{"data":{"cnvContactId":"{{{Id:D}}}","contactCreated":{{{(created ? "true" : "false")}}}}}""";

    public static string Error(string code, string message = "It is not to be.") =>
        JsonSerializer.Serialize(new { error = new { code, message } });
}
