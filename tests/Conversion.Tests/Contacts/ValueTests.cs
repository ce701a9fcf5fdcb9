using System;
using System.Collections;
using System.Globalization;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>How field values are sent, in every culture.</summary>
public sealed class ValueTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public static TheoryData<string, string> Values => new()
    {
        { "'007'", "\"007\"" },
        { "'1,5'", "\"1,5\"" },
        { "'2026-01-02'", "\"2026-01-02\"" },
        { "'true'", "\"true\"" },
        { "$true", "true" },
        { "42", "42" },
        { "[long]::MaxValue", "9223372036854775807" },
        { "1234567.5", "1234567.5" },
        { "1.50d", "1.50" },
        { "[System.Half]1.5", "1.5" },
        { "[System.Int128]42", "42" },
        { "[guid]'a1b2c3d4-e5f6-7890-abcd-ef1234567890'", "\"a1b2c3d4-e5f6-7890-abcd-ef1234567890\"" },
        { "[DayOfWeek]::Friday", "\"Friday\"" },
        { "[datetime]::new(2026,1,2,3,4,5)", "\"2026-01-02T03:04:05\"" },
        { "[datetime]::new(2026,1,2,3,4,5,[DateTimeKind]::Utc)", "\"2026-01-02T03:04:05Z\"" },
        { "[datetimeoffset]::new(2026,1,2,3,4,5,[timespan]::FromHours(2))", "\"2026-01-02T03:04:05+02:00\"" },
        { "@('a', 1, $null)", "[\"a\",1,null]" },
        { "[ordered]@{ street = 'x'; no = 7; tags = @('a') }", """{"street":"x","no":7,"tags":["a"]}""" },
        { "[pscustomobject]@{ street = 'x'; inner = [pscustomobject]@{ no = 7 } }", """{"inner":{"no":7},"street":"x"}""" },
        { "'雪 Zoë 🚀 \"quoted\" \\'", "\"雪 Zoë 🚀 \\\"quoted\\\" \\\\\"" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_sent_with_its_type(string value, string json)
    {
        Run run = _api.Session.Run($"[pscustomobject]@{{ Email = 'a@b.c'; score = {value} }} | Set-CnvContact");
        Assert.Empty(run.Errors);
        Assert.Equal($$$"""{"email":"a@b.c","fields":{"score":{{{json}}}}}""", Unescape(_api.Body));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void A_culture_changes_no_byte(string culture)
    {
        CultureInfo before = CultureInfo.DefaultThreadCurrentCulture ?? CultureInfo.InvariantCulture;
        using System.Management.Automation.PowerShell shell = _api.Session.Prepare(
            $"[cultureinfo]::CurrentCulture = '{culture}'; " +
            "[pscustomobject]@{ EMAIL = 'INFO@b.c'; score = 1234567.5; since = [datetime]::new(2026,1,2); SUBSCRIPTIONSTATUS = 'subscribed' } | Set-CnvContact; " +
            $"[cultureinfo]::CurrentCulture = '{before.Name}'");
        shell.Invoke();
        Assert.Equal("""{"email":"INFO@b.c","subscriptionStatus":"SUBSCRIBED","fields":{"score":1234567.5,"since":"2026-01-02T00:00:00"}}""", _api.Body);
    }

    [Theory]
    [InlineData("[double]::NaN")]
    [InlineData("[object]::new()")]
    [InlineData("[string][char]0xD83D")]
    public void A_value_that_JSON_cannot_represent_rejects_only_its_row(string value)
    {
        Run run = _api.Session.Run($"[pscustomobject]@{{ Email = 'a@b.c'; score = {value} }}, [pscustomobject]@{{ Email = 'b@b.c' }} | Set-CnvContact");
        Assert.Equal("invalid_value", run.Results[0].ErrorCode);
        Assert.Equal("""{"email":"b@b.c"}""", _api.Body);
    }

    [Fact]
    public void A_circular_reference_rejects_only_its_row()
    {
        Hashtable circle = [];
        circle["self"] = circle;
        Run run = _api.Session.Pipe("Set-CnvContact", Row(("Email", "a@b.c"), ("score", circle)));
        Assert.Equal("invalid_value", run.Result.ErrorCode);
    }

    // JSON may escape any character; the decoded text is compared.
    private static string Unescape(string json) => json.Replace("\\uD83D\\uDE80", "🚀", StringComparison.OrdinalIgnoreCase);
}
