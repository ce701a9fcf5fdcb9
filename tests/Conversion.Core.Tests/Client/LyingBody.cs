using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Conversion.Core.Tests.Client;

/// <summary>Bodies as the API documents them, made by chance, and then spoilt: in their grammar, in their bytes, or not at all.</summary>
internal sealed class LyingBody(Random random)
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

    /// <summary>The answer to one contact, or an error.</summary>
    public byte[] ForContact() => Spoilt(random.Next(4) == 0 ? Error() : JsonPiece.Object(("data", JsonPiece.Object(Contact()))));

    /// <summary>The answer to a batch, mostly of as many rows.</summary>
    public byte[] ForBatch(int rows)
    {
        int results = random.Next(10) switch { 0 => rows - 1, 1 => rows + 1, _ => rows };
        JsonPiece whole = random.Next(12) == 0
            ? Error()
            : JsonPiece.Object(("data", JsonPiece.Object(("results", JsonPiece.Array(Enumerable.Range(0, results).Select(_ => Item()).ToList())))));
        return Spoilt(whole);
    }

    private static JsonPiece Leaf(bool value) => JsonPiece.Leaf(value ? "true" : "false");

    private (string, JsonPiece)[] Contact()
    {
        byte[] id = new byte[16];
        random.NextBytes(id);
        string text = new Guid(id).ToString("D");
        return [("cnvContactId", JsonPiece.Text(random.Next(4) == 0 ? text.ToUpperInvariant() : text)), ("contactCreated", Leaf(random.Next(2) == 0))];
    }

    private JsonPiece Item()
    {
        if (random.Next(3) > 0)
        {
            return JsonPiece.Object([("success", Leaf(true)), .. Contact()]);
        }

        (string, JsonPiece) code = ("code", JsonPiece.Text(Pick(s_codes)));
        (string, JsonPiece) message = ("message", JsonPiece.Text("no"));
        (string, JsonPiece)[] error = random.Next(5) switch
        {
            0 => [("error", JsonPiece.Object(code, message))],
            1 => [("errorCode", code.Item2), ("errorMessage", message.Item2)],
            2 => [code, message],
            3 => [("error", message.Item2)],
            _ => [("cnvContactId", JsonPiece.Leaf("null")), ("contactCreated", JsonPiece.Leaf("null"))],
        };
        return JsonPiece.Object([("success", Leaf(false)), .. error]);
    }

    private JsonPiece Error() =>
        JsonPiece.Object(("error", JsonPiece.Object(("code", JsonPiece.Text(Pick(s_codes))), ("message", JsonPiece.Text("no")))));

    private byte[] Spoilt(JsonPiece whole)
    {
        for (int times = random.Next(3) == 0 ? 0 : 1 + (random.Next(2) * random.Next(4)); times > 0; times--)
        {
            whole.Spoil(random, () => Pick(s_names), Value);
        }

        List<byte> body = [.. Encoding.UTF8.GetBytes(whole.ToString())];
        if (random.Next(4) == 0)
        {
            for (int times = random.Next(1, 4); times > 0; times--)
            {
                Damage.Do(body, (uint)random.Next(), (uint)random.Next(), (uint)random.Next());
            }
        }

        if (random.Next(20) == 0)
        {
            body.InsertRange(0, Encoding.UTF8.GetPreamble());
        }

        return [.. body];
    }

    private JsonPiece Value() => random.Next(60) switch
    {
        0 => JsonPiece.Leaf(s_deep),
        1 => JsonPiece.Leaf(s_long),
        2 or 3 => JsonPiece.Object(Contact()),
        _ => JsonPiece.Leaf(Pick(s_values)),
    };

    private string Pick(string[] texts) => texts[random.Next(texts.Length)];
}
