using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Conversion.Model;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>A serialized contact, read back by an independent parser, has the original values.</summary>
public sealed class ContactSerializerProperties
{
    [Property(MaxTest = 500)]
    public void Fields_round_trip(Dictionary<string, string> texts, Dictionary<string, long> numbers, ContactOptions options)
    {
        ContactDraft draft = new() { Email = "ada@example.com", Options = options };
        Dictionary<string, object?> expected = [];
        foreach ((string key, string text) in texts.Where(pair => pair.Key is not null && IsText(pair.Key) && IsText(pair.Value ?? "")))
        {
            draft.Fields.Set(key, text);
            expected[key] = text;
        }

        foreach ((string key, long number) in numbers.Where(pair => pair.Key is not null && IsText(pair.Key)))
        {
            draft.CompanyFields.Set(key, number);
        }

        using JsonDocument document = JsonDocument.Parse(Drafts.Json(draft));
        Assert.Equal(expected, Read(document, "fields", value => value.GetString()));
        Assert.Equal(
            numbers.Where(pair => pair.Key is not null && IsText(pair.Key)).ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
            Read(document, "companyFields", value => value.GetInt64()));
    }

    [Property(MaxTest = 500)]
    public void Text_is_sent_unchanged_or_refused(string text)
    {
        List<ValidationError> problems = Drafts.Problems(Drafts.WithField("x", text));

        Assert.Equal(IsText(text ?? string.Empty), problems.Count == 0);
        if (problems.Count == 0)
        {
            Assert.Equal(text, Drafts.Element(text).GetString());
        }
    }

    [Property]
    public void A_decimal_round_trips_exactly(decimal number) =>
        Assert.Equal(number.ToString(System.Globalization.CultureInfo.InvariantCulture), Drafts.Json(number));

    [Property]
    public void A_double_round_trips_exactly(double number)
    {
        if (double.IsFinite(number))
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(Drafts.Element(number).GetDouble()));
        }
    }

    [Property]
    public void A_float_round_trips_exactly(float number)
    {
        if (float.IsFinite(number))
        {
            Assert.Equal(BitConverter.SingleToInt32Bits(number), BitConverter.SingleToInt32Bits(Drafts.Element(number).GetSingle()));
        }
    }

    [Property]
    public void A_DateTime_round_trips_unshifted(DateTime moment)
    {
        DateTime back = Drafts.Element(moment).GetDateTime();

        Assert.Equal((moment.Ticks, moment.Kind), (back.Ticks, back.Kind));
    }

    [Property]
    public void A_DateTimeOffset_keeps_its_time_and_offset(DateTimeOffset moment)
    {
        DateTimeOffset back = Drafts.Element(moment).GetDateTimeOffset();

        Assert.Equal((moment.Ticks, moment.Offset), (back.Ticks, back.Offset));
    }

    [Property]
    public void Nested_values_round_trip(int[][] rows, Dictionary<int, bool> flags)
    {
        JsonElement back = Drafts.Element(new Dictionary<string, object> { ["rows"] = rows, ["flags"] = flags });

        Assert.Equal(rows, back.GetProperty("rows").Deserialize<int[][]>());
        Assert.Equal(flags, back.GetProperty("flags").Deserialize<Dictionary<int, bool>>());
    }

    private static Dictionary<string, object?> Read(JsonDocument document, string property, Func<JsonElement, object?> read)
    {
        Dictionary<string, object?> found = [];
        if (document.RootElement.TryGetProperty(property, out JsonElement fields))
        {
            foreach (JsonProperty field in fields.EnumerateObject())
            {
                found.Add(field.Name, read(field.Value));
            }
        }

        return found;
    }

    // True if it is UTF-16 without lone surrogates, by an independent check.
    private static bool IsText(string text)
    {
        try
        {
            new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
