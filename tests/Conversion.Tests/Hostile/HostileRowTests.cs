using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Data;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using System.Xml;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Hostile;

/// <summary>Pathological rows between two valid rows: each row has one result, and the valid rows succeed.</summary>
public sealed class HostileRowTests : HostileRowTestBase
{
    private void IsSent(object? row, string score)
    {
        Assert.Equal(UpsertStatus.Created, Send(row).Status);
        JsonElement fields = JsonDocument.Parse(HostileBody).RootElement.GetProperty("fields");
        Assert.Equal(score, fields.GetProperty("score").GetString());
    }

    [Fact]
    public void A_cell_of_10_MB_is_sent_completely() => IsSent(Row(new string('x', 10_000_000)), new string('x', 10_000_000));

    [Fact]
    public void A_row_of_2_000_columns_is_sent_completely()
    {
        PSObject row = Session.Row([("Email", "odd@b.c"), .. Enumerable.Range(1, 2000).Select(column => ("c" + column, (object?)("v" + column)))]);
        Assert.Equal(ErrorCodes.InvalidField, Send(row).ErrorCode);
        JsonElement fields = JsonDocument.Parse(Api.Bodies.Single(body => body.Contains("c2000", StringComparison.Ordinal))).RootElement.GetProperty("fields");
        Assert.Equal(Enumerable.Range(1, 2000).Select(column => ("c" + column, "v" + column)), fields.EnumerateObject().Select(field => (field.Name, field.Value.GetString()!)));
    }

    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("\u001b[2J\r\n\t\u0085\u2028")]
    [InlineData("\uFEFF\u200F\u202E")]
    [InlineData("𝒜𝒷 👩‍👩‍👧 \U0010FFFD")]
    public void Rare_characters_are_sent_unchanged(string text) => IsSent(Row(text), text);

    [Theory]
    [InlineData('\uD83D')]
    [InlineData('\uDE80')]
    public void A_lone_surrogate_is_refused(char half)
    {
        IsRefused(Row($"a{half}b"));
        IsRefused(Row("x", "key" + half));
        IsRefused(Session.Row(("Email", $"a{half}@b.c")), ErrorCodes.InvalidEmail);
    }

    [Fact]
    public void Columns_that_differ_only_in_case_are_two_fields()
    {
        Assert.Equal(ErrorCodes.InvalidField, Send(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Email"] = "odd@b.c", ["score"] = "1", ["SCORE"] = "2" }).ErrorCode);
        Assert.Equal("""{"email":"odd@b.c","fields":{"score":"1","SCORE":"2"}}""", HostileBody);
    }

    [Fact]
    public void A_circular_or_endlessly_nested_value_is_refused()
    {
        Hashtable dictionary = [];
        dictionary["self"] = dictionary;
        ArrayList list = [];
        list.Add(list);
        PSObject custom = new();
        custom.Properties.Add(new PSNoteProperty("self", custom));
        object deep = "bottom";
        for (int depth = 0; depth < 100_000; depth++)
        {
            deep = new[] { deep };
        }

        Assert.All(new object[] { dictionary, list, custom, deep }, value => IsRefused(Row(value)));
        IsRefused(Row(custom, "Fields"));
    }

    [Fact]
    public void An_endless_value_is_refused()
    {
        IsRefused(Row(Endless()));
        IsRefused(Row(new Fields { ["score"] = Endless() }, "Fields"));
        IsRefused(Row(Nesting()));
    }

    private static IEnumerable<object> Endless()
    {
        while (true)
        {
            yield return 1;
        }
    }

    private static IEnumerable<object> Nesting()
    {
        while (true)
        {
            yield return new[] { 1, 2 };
        }
    }

    private sealed class Fields : Dictionary<string, object?>;

    // When enumerated, an XML element is only nested empty lists.
    [Fact]
    public void An_XML_element_is_refused()
    {
        XmlDocument document = new();
        document.LoadXml("<score unit='pt'>5</score>");
        IsRefused(Row(document.DocumentElement));
        IsRefused(Row(new object[] { document }));
        Assert.Contains("XmlElement", Send(Row(document.DocumentElement)).ErrorMessage);
    }

    [Fact]
    public void A_value_that_throws_when_read_is_refused()
    {
        PSObject script = Row("x");
        script.Properties.Add(new PSScriptProperty("boom", ScriptBlock.Create("throw 'No.'")));
        IsRefused(script);
        IsRefused(new Trap(), parameters: "-Property *");
        IsRefused(Row(new TrapDictionary()));
        IsRefused(new TrapDictionary());
        IsRefused(Row(new TrapDictionary(), "Fields"));
        IsRefused(Row(Enumerable.Range(0, 3).Select<int, int>(_ => throw new InvalidOperationException("No."))));
    }

    private sealed class Trap
    {
        public string Email => "odd@b.c";

        public string Boom => throw new InvalidOperationException("No.");
    }

    private sealed class TrapDictionary : ListDictionary, IDictionary
    {
        IDictionaryEnumerator IDictionary.GetEnumerator() => throw new InvalidOperationException("No.");

        IEnumerator IEnumerable.GetEnumerator() => throw new InvalidOperationException("No.");
    }

    public static TheoryData<string> NoRows => ["$null", "17", "1.5", "[DayOfWeek]::Friday", "[guid]::Empty", "[DBNull]::Value", "[version] '1.2'", "{ 1 }"];

    [Theory]
    [MemberData(nameof(NoRows))]
    public void An_input_that_is_not_a_row_has_no_identifier(string row) =>
        IsRefused(Api.Session.Run($"({row})").Output.FirstOrDefault(), ErrorCodes.MissingIdentifier);

    [Fact]
    public void Keys_that_are_not_strings_are_converted_to_strings()
    {
        Assert.Equal(UpsertStatus.Rejected, Send(new Hashtable { ["Email"] = "odd@b.c", [17] = "a", [DayOfWeek.Friday] = "b" }).Status);
        string body = HostileBody;
        Assert.Contains("\"17\":\"a\"", body);
        Assert.Contains("\"Friday\":\"b\"", body);
    }

    [Fact]
    public void A_DataRow_may_have_DBNull_in_a_cell()
    {
        using DataTable table = new();
        table.Columns.Add("Email");
        table.Columns.Add("score", typeof(int));
        DataRow row = table.Rows.Add("odd@b.c", DBNull.Value);
        Assert.Equal(UpsertStatus.Created, Send(row).Status);
        Assert.Equal("""{"email":"odd@b.c"}""", HostileBody);
    }

    [Fact]
    public void A_row_changed_after_it_was_read_is_sent_as_it_was_read()
    {
        Run run = Api.Session.Run(
            """
            $row = [pscustomobject]@{ Email = 'odd@b.c'; score = '0' }
            1..200 | ForEach-Object { $row.Email = "odd$_@b.c"; $row.score = "$_"; $row } |
                Set-CnvContact | ForEach-Object { $row.score = 'spoilt'; $_ }
            """);
        Assert.Equal(200, run.Results.Count(result => result.Status == UpsertStatus.Created));
        Assert.DoesNotContain(Api.Bodies, body => body.Contains("spoilt", StringComparison.Ordinal));
        Assert.All(Api.Emulator.Contacts.Snapshot(), contact => Assert.Equal($"odd{contact.Fields.Text("score")}@b.c", contact.Email));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-BatchSize 100")]
    public void The_last_of_a_thousand_rows_of_one_contact_wins(string parameters)
    {
        Run run = Api.Session.Run($"1..1000 | ForEach-Object {{ [pscustomobject]@{{ Email = 'One@b.c'; score = \"$_\" }} }} | Set-CnvContact {parameters}");
        Assert.Equal(Enumerable.Range(1, 1000).Select(row => (long?)row), run.Results.Select(result => result.Row));
        Assert.Equal("1000", Assert.Single(Api.Emulator.Contacts.Snapshot()).Fields.Text("score"));
        Assert.Equal(1000, Api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("th-TH")]
    public void A_row_has_the_same_bytes_and_outcome_in_every_culture(string culture)
    {
        const string rows = """
            [pscustomobject]@{ EMAIL = 'INFO@b.c'; CNVCONTACTID = ''; score = 1234567.5; since = [datetime]::new(2026, 1, 2, 3, 4, 5); UPDATEONLY = 'NO' },
            [pscustomobject]@{ Email = 'i@b.c'; active = $true; tags = 1.5, -2, [decimal] 3.10 },
            [pscustomobject]@{ Email = 'bad'; SUBSCRIPTIONSTATUS = 'unsubscribed' },
            [pscustomobject]@{ Email = 'x@b.c'; SUBSCRIPTIONSTATUS = 'unsubscrıbed' }
            """;
        string Result(Run run) => string.Join('\n', run.Results.Select(result => $"{result.Status} {result.ErrorCode} {result.ErrorMessage}"));
        string[] Sent() => [.. Api.Bodies.Order(StringComparer.Ordinal)];

        Api.Session.Run(rows + " | Set-CnvContact");
        Api.Emulator.Requests.Clear();
        string plain = Result(Api.Session.Run(rows + " | Set-CnvContact"));
        string[] plainBodies = Sent();
        Api.Emulator.Requests.Clear();
        Run run = Api.Session.Run(CultureScript.Create(culture, rows + " | Set-CnvContact"));
        Assert.Equal(plain, Result(run));
        Assert.Equal(plainBodies, Sent());
    }
}
