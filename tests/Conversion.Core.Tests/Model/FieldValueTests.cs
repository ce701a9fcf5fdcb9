using System;
using System.Collections;
using System.Collections.Generic;
using System.Numerics;
using System.Text.Json;
using Xunit;

namespace Conversion.Core.Tests.Model;

/// <summary>How each kind of value is sent: the exact JSON, the same in every culture.</summary>
public sealed class FieldValueTests
{
    private static readonly Guid s_id = new("3F2504E0-4F89-41D3-9A0C-0305E82C3301");

    private static readonly Sample[] s_samples =
    [
        new Sample("null", null, "null"),
        new Sample("database null", DBNull.Value, "null"),
        new Sample("empty text", "", "\"\""),
        new Sample("blank text", " \t ", "\" \\t \""),
        new Sample("leading zeros", "00123", "\"00123\""),
        new Sample("text like a number", "1,5e3", "\"1,5e3\""),
        new Sample("text like a date", "01/02/2026", "\"01/02/2026\""),
        new Sample("text like a switch", "True", "\"True\""),
        new Sample("quotes and backslash", "a\"b\\c/d", "\"a\\\"b\\\\c/d\""),
        new Sample("control characters", "\b\t\n\f\r\0\u001F", "\"\\b\\t\\n\\f\\r\\u0000\\u001F\""),
        new Sample("markup", "<a href='x'>&amp;+", "\"<a href='x'>&amp;+\""),
        new Sample("foreign letters", "żółć Ünïcode 中文 İı", "\"żółć Ünïcode 中文 İı\""),
        new Sample("letter", 'x', "\"x\""),
        new Sample("digit as a letter", '7', "\"7\""),
        new Sample("true", true, "true"),
        new Sample("false", false, "false"),
        new Sample("sbyte", sbyte.MinValue, "-128"),
        new Sample("byte", byte.MaxValue, "255"),
        new Sample("short", short.MinValue, "-32768"),
        new Sample("ushort", ushort.MaxValue, "65535"),
        new Sample("int", int.MinValue, "-2147483648"),
        new Sample("uint", uint.MaxValue, "4294967295"),
        new Sample("long", long.MinValue, "-9223372036854775808"),
        new Sample("ulong", ulong.MaxValue, "18446744073709551615"),
        new Sample("big integer", BigInteger.Parse("-123456789012345678901234567890"), "-123456789012345678901234567890"),
        new Sample("double", -1234.5, "-1234.5"),
        new Sample("double that binary cannot hold", 0.1, "0.1"),
        new Sample("double of 17 digits", 0.1 + 0.2, "0.30000000000000004"),
        new Sample("whole double", 3.0, "3"),
        new Sample("negative zero", -0.0, "-0"),
        new Sample("largest double", double.MaxValue, "1.7976931348623157E+308"),
        new Sample("float", 0.1f, "0.1"),
        new Sample("float of 9 digits", 16777.217f, "16777.217"),
        new Sample("largest float", float.MaxValue, "3.4028235E+38"),
        new Sample("negative zero as a float", -0.0f, "-0"),
        new Sample("decimal", -1234567.89m, "-1234567.89"),
        new Sample("decimal's scale", 1.10m, "1.10"),
        new Sample("longest decimal", decimal.MaxValue, "79228162514264337593543950335"),
        new Sample("half", (Half)0.1, "0.1"),
        new Sample("largest half", Half.MaxValue, "65500"),
        new Sample("smallest half", Half.Epsilon, "6E-08"),
        new Sample("negative zero as a half", Half.NegativeZero, "-0"),
        new Sample("Int128", Int128.MinValue, "-170141183460469231731687303715884105728"),
        new Sample("UInt128", UInt128.MaxValue, "340282366920938463463374607431768211455"),
        new Sample("id", s_id, "\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\""),
        new Sample("enum", DayOfWeek.Friday, "\"Friday\""),
        new Sample("enum of several", AttributeTargets.Class | AttributeTargets.Struct, "\"Class, Struct\""),
        new Sample("date and time", new DateTime(2026, 1, 2, 3, 4, 5), "\"2026-01-02T03:04:05\""),
        new Sample("utc", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "\"2026-01-02T03:04:05Z\""),
        new Sample("midnight", new DateTime(2026, 1, 2), "\"2026-01-02T00:00:00\""),
        new Sample("ticks", new DateTime(2026, 1, 2, 3, 4, 5).AddTicks(1234567), "\"2026-01-02T03:04:05.1234567\""),
        new Sample("with offset", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(-210)), "\"2026-01-02T03:04:05-03:30\""),
        new Sample("first moment", DateTime.MinValue, "\"0001-01-01T00:00:00\""),
        new Sample("date", new DateOnly(2026, 1, 2), "\"2026-01-02\""),
        new Sample("time", new TimeOnly(3, 4, 5), "\"03:04:05.0000000\""),
        new Sample("duration", new TimeSpan(1, 2, 3, 4, 5), "\"1.02:03:04.0050000\""),
        new Sample("negative duration", TimeSpan.FromSeconds(-1), "\"-00:00:01\""),
        new Sample("version", new Version(1, 20, 3), "\"1.20.3\""),
        new Sample("address", new Uri("https://example.com/x?y=1&z=2"), "\"https://example.com/x?y=1&z=2\""),
        new Sample("array", new object?[] { 1, "two", null, 3.5 }, "[1,\"two\",null,3.5]"),
        new Sample("empty array", Array.Empty<int>(), "[]"),
        new Sample("array of arrays", new[] { new[] { 1, 2 }, [3] }, "[[1,2],[3]]"),
        new Sample("list", new List<string> { "a", "b" }, "[\"a\",\"b\"]"),
        new Sample("dictionary", new Dictionary<string, object?> { ["b"] = 1, ["a"] = null }, "{\"b\":1,\"a\":null}"),
        new Sample("hashtable", new Hashtable { ["a"] = new Hashtable { ["b"] = new[] { true } } }, "{\"a\":{\"b\":[true]}}"),
        new Sample("empty dictionary", new Hashtable(), "{}"),
        new Sample("dictionary of numbers", new Dictionary<double, int> { [1.5] = -1 }, "{\"1.5\":-1}"),
    ];

    public static TheoryData<Sample> Samples => new(s_samples);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Each_kind_of_value_has_one_JSON_form(Sample sample)
    {
        Assert.Equal(sample.Sent, Drafts.Json(sample.Value));
    }

    [Theory]
    [MemberData(nameof(Cultures.All), MemberType = typeof(Cultures))]
    public void No_culture_changes_a_byte(string culture)
    {
        using Cultures _ = new(culture);

        Assert.All(s_samples, sample => Assert.Equal(sample.Sent, Drafts.Json(sample.Value)));
    }

    [Fact]
    public void A_local_time_is_sent_with_its_own_offset_and_not_shifted()
    {
        DateTime local = new(2026, 7, 2, 3, 4, 5, DateTimeKind.Local);
        TimeSpan offset = TimeZoneInfo.Local.GetUtcOffset(local);
        string sign = offset < TimeSpan.Zero ? "-" : "+";

        Assert.Equal($"\"2026-07-02T03:04:05{sign}{offset:hh\\:mm}\"", Drafts.Json(local));
    }

    [Fact]
    public void A_value_whose_text_is_null_is_sent_as_an_empty_string()
    {
        Assert.Equal("\"\"", Drafts.Json(new NullTextValue()));
        Assert.Equal("{\"\":1}", Drafts.Json(new Hashtable { [new NullTextValue()] = 1 }));
    }

    [Theory]
    [InlineData("😀")]
    [InlineData("a\u2028b\u2029c")]
    [InlineData("\uFFFF\uFEFF")]
    [InlineData("e\u0301")]
    [InlineData(" \u00A0\u3000")]
    public void A_rare_character_is_sent_unchanged(string text)
    {
        Assert.Equal(text, Drafts.Element(text).GetString());
    }

    [Theory]
    [InlineData("https://example.com/a%20b/%C3%BC")]
    [InlineData("https://example.com")]
    [InlineData("relative/path")]
    public void A_URL_is_sent_unchanged(string address)
    {
        Assert.Equal(address, Drafts.Element(new Uri(address, UriKind.RelativeOrAbsolute)).GetString());
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(-5e-324)]
    [InlineData(1.7976931348623157e308)]
    [InlineData(-0.0)]
    [InlineData(123456789012345680.0)]
    public void A_double_is_sent_exactly(double number)
    {
        Assert.Equal(number, Drafts.Element(number).GetDouble());
    }

    [Fact]
    public void A_value_nested_within_the_limit_is_sent()
    {
        object value = 1;
        for (int i = 0; i < 32; i++)
        {
            value = i % 2 == 0 ? new object[] { value } : new Hashtable { ["x"] = value };
        }

        Assert.Equal(JsonValueKind.Object, Drafts.Element(value).ValueKind);
    }

    private sealed class NullTextValue : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => null!;
    }

    /// <param name="Name">The name of the case.</param>
    /// <param name="Value">The value.</param>
    /// <param name="Sent">Its JSON.</param>
    public sealed record Sample(string Name, object? Value, string Sent)
    {
        public override string ToString() => Name;
    }
}
