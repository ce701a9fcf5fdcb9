using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Conversion.Core.Tests.Client;

/// <summary>Random bodies in the documented format, then mutated as JSON, as bytes, or not at all.</summary>
internal sealed class RandomResponseBody(Random random)
{
    private static readonly string[] s_names =
    [
        "data", "error", "results", "success", "cnvContactId", "contactCreated", "code", "message", "errorCode", "errorMessage",
        "Data", "SUCCESS", "requestId", "d\\u0061ta", "succes\\u0073", "cnvContact\\u0049d", "",
    ];

    private static readonly string[] s_values =
    [
        "null", "null", "true", "true", "false", "false", "0", "1", "-1e999", "\"\"", "\"true\"", "{}", "[]", "[null]", "[[]]", "{\"code\":null}",
        "\"{3f2504e0-4f89-41d3-9a0c-0305e82c3301}\"", "\"3f2504e04f8941d39a0c0305e82c3301\"", "\" 3f2504e0-4f89-41d3-9a0c-0305e82c3301\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"3f2504e0-4f89-41d3-9a0c-0305e82c330\\u0031\"", "\"+f2504e0-4f89-41d3-9a0c-0305e82c3301\"",
        "\"\\ud800\"", "\"\\u0000\\u001b[2J\"", "\"It failed.\"", "\"a_code_of_tomorrow\"", "{\"code\":\"internal_error\",\"message\":\"no\"}",
        "\"" + EmulatedApi.KeyText + "\"", "\"" + EmulatedApi.Secret + "\"", "tru", "'single'", "NaN", "1,", "{", "]",
    ];

    private static readonly string[] s_codes =
        ["invalid_email", "invalid_field", "contact_not_found", "upsert_failed", "internal_error", "rate_limited", "unauthorized", "a_code_of_tomorrow"];

    private static readonly string s_deep = new string('[', 90) + new string(']', 90);

    private static readonly string s_long = "\"" + new string('x', 3000) + "\"";

    /// <summary>The response to one contact, or an error.</summary>
    public byte[] ForContact() => Mutated(random.Next(4) == 0 ? Error() : MutableJson.Object(("data", MutableJson.Object(Contact()))));

    /// <summary>The response to a batch, usually with as many results as rows.</summary>
    public byte[] ForBatch(int rows)
    {
        int results = random.Next(10) switch { 0 => rows - 1, 1 => rows + 1, _ => rows };
        MutableJson json = random.Next(12) == 0
            ? Error()
            : MutableJson.Object(("data", MutableJson.Object(("results", MutableJson.Array(Enumerable.Range(0, results).Select(_ => Item()).ToList())))));
        return Mutated(json);
    }

    private static MutableJson Leaf(bool value) => MutableJson.Leaf(value ? "true" : "false");

    private (string, MutableJson)[] Contact()
    {
        byte[] id = new byte[16];
        random.NextBytes(id);
        string text = new Guid(id).ToString("D");
        return [("cnvContactId", MutableJson.Text(random.Next(4) == 0 ? text.ToUpperInvariant() : text)), ("contactCreated", Leaf(random.Next(2) == 0))];
    }

    private MutableJson Item()
    {
        if (random.Next(3) > 0)
        {
            return MutableJson.Object([("success", Leaf(true)), .. Contact()]);
        }

        (string, MutableJson) code = ("code", MutableJson.Text(Pick(s_codes)));
        (string, MutableJson) message = ("message", MutableJson.Text("no"));
        (string, MutableJson)[] error = random.Next(5) switch
        {
            0 => [("error", MutableJson.Object(code, message))],
            1 => [("errorCode", code.Item2), ("errorMessage", message.Item2)],
            2 => [code, message],
            3 => [("error", message.Item2)],
            _ => [("cnvContactId", MutableJson.Leaf("null")), ("contactCreated", MutableJson.Leaf("null"))],
        };
        return MutableJson.Object([("success", Leaf(false)), .. error]);
    }

    private MutableJson Error() =>
        MutableJson.Object(("error", MutableJson.Object(("code", MutableJson.Text(Pick(s_codes))), ("message", MutableJson.Text("no")))));

    private byte[] Mutated(MutableJson json)
    {
        for (int times = random.Next(3) == 0 ? 0 : 1 + (random.Next(2) * random.Next(4)); times > 0; times--)
        {
            json.Mutate(random, () => Pick(s_names), Value);
        }

        List<byte> body = [.. Encoding.UTF8.GetBytes(json.ToString())];
        if (random.Next(4) == 0)
        {
            for (int times = random.Next(1, 4); times > 0; times--)
            {
                ByteMutator.Mutate(body, (uint)random.Next(), (uint)random.Next(), (uint)random.Next());
            }
        }

        if (random.Next(20) == 0)
        {
            body.InsertRange(0, Encoding.UTF8.GetPreamble());
        }

        return [.. body];
    }

    private MutableJson Value() => random.Next(60) switch
    {
        0 => MutableJson.Leaf(s_deep),
        1 => MutableJson.Leaf(s_long),
        2 or 3 => MutableJson.Object(Contact()),
        _ => MutableJson.Leaf(Pick(s_values)),
    };

    private string Pick(string[] texts) => texts[random.Next(texts.Length)];
}
