using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Data;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Hostile;

/// <summary>Reading a row runs untrusted code: getters, enumerators, formatters, script blocks.</summary>
public sealed class HostileCodeTests : HostileRowTestBase
{
    [Fact]
    public void A_value_whose_ToString_throws_is_refused() => IsRefused(Row(new ThrowingToString()));

    [Fact]
    public void A_key_whose_ToString_throws_is_refused()
    {
        IsRefused(Row(new Hashtable { [new ThrowingToString()] = 1 }));
        IsRefused(new Hashtable { ["Email"] = "odd@b.c", [new ThrowingToString()] = 1 });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("throw")]
    public void A_value_whose_exception_message_throws_is_refused(string? message)
    {
        Exception exception = new SilentException(message);
        IsRefused(Row(new ThrowingToString(exception)));
        IsRefused(new Hashtable { ["Email"] = "odd@b.c", [new ThrowingToString(exception)] = 1 });
        IsRefused(Pairs(exception));
    }

    [Fact]
    public void An_endless_row_is_refused()
    {
        IsRefused(new EndlessEntries());
        IsRefused(EndlessPairs());
        IsRefused(Row(new EndlessEntries(), "Fields"));
    }

    [Fact]
    public void A_value_with_few_objects_and_exponentially_many_paths_is_refused()
    {
        object value = 1;
        for (int level = 0; level < 30; level++)
        {
            value = new[] { value, value, value };
        }

        IsRefused(Row(value));
    }

    [Fact]
    public void The_error_of_an_unreadable_row_names_no_column_of_the_previous_row()
    {
        Run run = Api.Session.Pipe("Set-CnvContact", Session.Row(("Email", "a@b.c"), ("score", "1")), new Broken(failAt: 0));
        Assert.Equal(ErrorCodes.InvalidValue, run.Results[1].ErrorCode);
        Assert.DoesNotContain("score", run.Results[1].ErrorMessage);
        Assert.Contains("No.", run.Results[1].ErrorMessage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_dictionary_whose_enumerator_throws_midway_is_refused(int failAt)
    {
        IsRefused(new Broken(failAt));
        IsRefused(Row(new Broken(failAt)));
        IsRefused(Row(new Broken(failAt), "Fields"));
    }

    [Fact]
    public void A_deleted_DataRow_is_refused()
    {
        using DataTable table = new();
        table.Columns.Add("Email");
        DataRow row = table.Rows.Add("odd@b.c");
        table.AcceptChanges();
        row.Delete();
        IsRefused(row);
    }

    public static TheoryData<string> Scripts => ["throw 'No.'", "[int]'x'", "Disconnect-Cnv -Name nobody", "1/0", "[object]::new()"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_field_map_script_that_throws_rejects_only_its_row(string script) =>
        IsRefused(Row("x"), parameters: $"-Property score -FieldMap @{{ owner = {{ if ($_.Email -eq 'odd@b.c') {{ {script} }} }} }}");

    [Theory]
    [InlineData("break")]
    [InlineData("continue")]
    [InlineData("exit 3")]
    public void A_field_map_script_that_breaks_out_rejects_only_its_row(string script) =>
        IsRefused(Row("x"), parameters: $"-FieldMap @{{ owner = {{ if ($_.Email -eq 'odd@b.c') {{ {script} }} }} }}");

    [Theory]
    [InlineData("break")]
    [InlineData("exit 3")]
    public void A_script_property_that_breaks_out_rejects_only_its_row(string script)
    {
        PSObject row = Row("x");
        row.Properties.Add(new PSScriptProperty("boom", ScriptBlock.Create(script)));
        Run run = Api.Session.Pipe("Set-CnvContact", Session.Row(("Email", "first@b.c")), row, Session.Row(("Email", "last@b.c")));
        Assert.Null(run.TerminatingError);
        Assert.Equal(3, run.Results.Count);
    }

    [Fact]
    public void A_row_that_changes_itself_while_it_is_read_is_returned_once()
    {
        PSObject row = Row("x");
        row.Properties.Add(new PSScriptProperty("owner", ScriptBlock.Create(
            "$this | Add-Member -NotePropertyName \"n$([guid]::NewGuid().ToString('N'))\" -NotePropertyValue 1; $this.PSObject.Properties.Remove('score'); 'me'")));
        Run run = Api.Session.Pipe("Set-CnvContact", Session.Row(("Email", "first@b.c")), row, Session.Row(("Email", "last@b.c")));
        Assert.Null(run.TerminatingError);
        Assert.Equal([1, 2, 3], run.Results.Select(result => result.Row));
    }

    // If a parameter is a script block, the engine binds the others by property name and converts their values.
    [Fact]
    public void Unreadable_fields_reject_only_their_row_when_a_parameter_is_a_script_block()
    {
        PSObject circle = new();
        circle.Properties.Add(new PSNoteProperty("self", circle));
        PSObject broken = new();
        broken.Properties.Add(new PSScriptProperty("boom", ScriptBlock.Create("throw 'No.'")));
        Assert.All(
            new object[] { circle, broken, new EndlessEntries(), new Broken(1) },
            fields => IsRefused(Row(fields, "Fields"), parameters: "-Email { $_.Email }"));
    }

    [Fact]
    public void The_error_message_of_a_row_is_short_and_printable()
    {
        IsRefused(Row("\u001b[2J" + new string('x', 10_000_000), "UpdateOnly"));
        CnvContactResult result = Send(Row("\u001b[2J", "SyncToCRM"));
        Assert.DoesNotContain(result.ErrorMessage!, char.IsControl);
        IsRefused(Session.Row(("Email", new string('x', 10_000_000))), ErrorCodes.InvalidEmail);
        IsRefused(Row("x", new string('k', 10_000_000) + '\uD83D'));
    }

    // The same string in many cells uses no memory until it is serialized.
    [Fact]
    public void A_row_longer_than_any_request_is_refused()
    {
        string cell = new('x', 10_000_000);
        IsRefused(Session.Row([("Email", "odd@b.c"), .. Enumerable.Range(0, 2000).Select(column => ("c" + column, (object?)cell))]));
        IsRefused(Row(Enumerable.Repeat(cell, 100_000)));
    }

    [Fact]
    public void Endless_fields_from_a_script_block_are_refused()
    {
        Api.Session.Set("endless", new EndlessEntries());
        IsRefused(Row("x"), parameters: "-Fields { if ($_.Email -eq 'odd@b.c') { ,$endless } else { @{ score = 1 } } }");
    }

    private static IEnumerable<KeyValuePair<string, object?>> EndlessPairs()
    {
        yield return new("Email", "odd@b.c");
        while (true)
        {
            yield return new("score", "x");
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(Exception exception)
    {
        yield return new("Email", "odd@b.c");
        throw exception;
    }

    private sealed class SilentException(string? message) : Exception
    {
        public override string Message => message is null ? null! : throw new InvalidOperationException();
    }

    private sealed class ThrowingToString(Exception? exception = null) : IFormattable
    {
        public override string ToString() => throw exception ?? new InvalidOperationException("No.");

        public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
    }

    private class Entries(Func<int, DictionaryEntry> at, int count) : ListDictionary, IDictionary
    {
        IDictionaryEnumerator IDictionary.GetEnumerator() => new Enumerator(at, count);

        IEnumerator IEnumerable.GetEnumerator() => new Enumerator(at, count);

        private sealed class Enumerator(Func<int, DictionaryEntry> at, int count) : IDictionaryEnumerator
        {
            private int _position = -1;

            public DictionaryEntry Entry => at(_position);

            public object Key => Entry.Key;

            public object? Value => Entry.Value;

            public object Current => Entry;

            public bool MoveNext() => ++_position < count;

            public void Reset() => _position = -1;
        }
    }

    private sealed class EndlessEntries() : Entries(
        static column => column == 0 ? new DictionaryEntry("Email", "odd@b.c") : new DictionaryEntry("score", "x"), int.MaxValue);

    private sealed class Broken(int failAt) : Entries(
        column => column == failAt ? throw new InvalidOperationException("No.") : new DictionaryEntry(column == 0 ? "Email" : "score", "odd@b.c"), 3);
}
