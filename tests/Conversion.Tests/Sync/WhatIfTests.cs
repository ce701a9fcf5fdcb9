using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>-WhatIf on a list: totals at its end, a line for each row with -Verbose, and nothing is sent or written.</summary>
public sealed class WhatIfTests : SyncTestBase
{
    private readonly InteractiveTestHost _host = new();

    private Run WhatIf(string command, params object?[] rows)
    {
        using Session session = Api.Connect(host: _host);
        return session.Pipe(command + " -WhatIf", rows);
    }

    private IEnumerable<string> Lines => _host.Lines.Where(line => line.StartsWith("What if: ", StringComparison.Ordinal));

    [Fact]
    public void The_totals_are_one_line_at_the_end()
    {
        Night(Rows(4));
        Run run = WhatIf(Sync, [Row("a1@b.c"), Row("a2@b.c", city: "Oslo"), Row("new@b.c"), Row("a3@b.c")]);
        Assert.Equal(
            "What if: Send 2 of 4 rows to the account with the key test: 1 New, 1 Changed, 2 Unchanged, 1 Removed. Fields that would be sent: city.", Assert.Single(Lines));
        Assert.Empty(run.Output);
    }

    [Fact]
    public void The_fields_that_would_be_sent_are_named_and_no_others()
    {
        Night(Row("a1@b.c", city: "Oslo"));
        WhatIf(
            Sync,
            Session.Row(("Email", "a2@b.c"), ("first_name", "A"), ("last_name", ""), ("companyFields.industry", "I")),
            Row("a1@b.c", city: "Oslo"),
            Session.Row(("Email", "nobody"), ("timezone", "T")));
        Assert.EndsWith(" Fields that would be sent: first_name, companyFields.industry.", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Set-CnvContact -BatchSize 10")]
    public void Without_a_journal_every_row_would_be_sent(string command)
    {
        WhatIf(command, Row("a1@b.c"), Row("a1@b.c"), Row("a2@b.c"));
        Assert.Equal("What if: Send 3 of 3 rows to the account with the key test: 3 to send.", Assert.Single(Lines));
    }

    [Fact]
    public void Without_a_journal_nothing_is_said_of_what_the_account_has()
    {
        WhatIf("Set-CnvContact -UpdateOnly", Row("a1@b.c"), Row("nobody"), Row("a2@b.c"));
        Assert.Equal("What if: Send 2 of 3 rows to the account with the key test: 2 to send, 1 Rejected.", Assert.Single(Lines));
    }

    [Fact]
    public void Events_without_a_journal_are_to_be_sent()
    {
        WhatIf("Add-CnvEvent opened", Session.Row(("Email", "a1@b.c")));
        Assert.StartsWith("What if: Send 1 of 1 rows to the account with the key test: 1 to send.", Assert.Single(Lines));
    }

    [Fact]
    public void With_Full_every_row_would_be_sent()
    {
        Night(Rows(3));
        WhatIf(Sync + "-Full", Rows(3));
        Assert.StartsWith("What if: Send 3 of 3 rows ", Assert.Single(Lines));
    }

    [Fact]
    public void With_Force_every_contact_would_be_new()
    {
        Night(Rows(3));
        WhatIf(Sync + "-Force", Rows(2));
        Assert.EndsWith("2 New.", Assert.Single(Lines));
    }

    [Fact]
    public void Verbose_adds_a_line_for_each_row_that_would_be_sent()
    {
        Night(Rows(2));
        WhatIf(Sync + "-Verbose", Row("a1@b.c"), Row("a2@b.c", city: "Oslo"), Row("new@b.c"));
        Assert.Equal(
            [
                "What if: Performing the operation \"Upsert contact\" on target \"a…@b.c\".",
                "What if: Performing the operation \"Upsert contact\" on target \"n…@b.c\".",
                "What if: Send 2 of 3 rows to the account with the key test: 1 New, 1 Changed, 1 Unchanged. Fields that would be sent: city.",
            ],
            Lines);
    }

    [Fact]
    public void Verbose_names_an_event_without_an_address_by_its_hidden_user_id()
    {
        WhatIf("Add-CnvEvent opened -Verbose", Session.Row(("UserId", "user-7")));
        Assert.Equal("What if: Performing the operation \"Track event\" on target \"u…\".", Lines.First());
    }

    [Fact]
    public void Verbose_with_Full_adds_a_line_for_each_row()
    {
        Night(Rows(2));
        WhatIf(Sync + "-Full -Verbose", Rows(2));
        Assert.Equal(3, Lines.Count());
    }

    [Theory]
    [InlineData("Set-CnvContact", "1 to send, 1 Rejected.")]
    [InlineData("Sync-CnvContact -JournalPath absent.journal", "1 New, 1 Rejected.")]
    public void A_rejected_row_has_its_result_and_its_error(string command, string totals)
    {
        Run run = WhatIf(command, Row("a1@b.c"), Row("nobody"));
        Assert.Equal((2, UpsertStatus.Rejected, "invalid_email"), (run.Result.Row, run.Result.Status, run.Result.ErrorCode));
        Assert.StartsWith("invalid_email,", run.Error.FullyQualifiedErrorId);
        Assert.EndsWith(totals, Assert.Single(Lines));
    }

    [Fact]
    public void A_limit_that_would_stop_the_run_is_a_warning()
    {
        Night(Rows(100, "SUBSCRIBED"));
        Run run = WhatIf(Sync, Rows(100, "UNSUBSCRIBED"));
        Assert.StartsWith("Sync-CnvContact would stop with change_limit: Known contacts that would be unsubscribed: 100 of 100.", Assert.Single(run.Warnings));
        Assert.Null(run.TerminatingError);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Full")]
    [InlineData("-Force")]
    [InlineData("-RemovedAction Unsubscribe")]
    public void Nothing_is_sent_and_the_journal_does_not_change(string parameters)
    {
        Night(Rows(5, "SUBSCRIBED"));
        byte[]? journal = JournalBytes;
        SentSince();
        WhatIf(Sync + parameters, Row("a1@b.c", "UNSUBSCRIBED"), Row("new@b.c"));
        Assert.Empty(SentSince());
        Assert.Equal(journal, JournalBytes);
    }

    [Fact]
    public void No_journal_is_created()
    {
        WhatIf(Sync, Rows(1));
        Assert.Null(JournalBytes);
    }

    [Fact]
    public void The_preference_variable_works_too()
    {
        using Session session = Api.Connect(host: _host);
        session.Pipe($"& {{ $WhatIfPreference = $true; $input | {Sync} }}", Rows(2));
        Assert.StartsWith("What if: Send 2 of 2 rows ", Assert.Single(Lines));
        Assert.Empty(Api.Bodies);
    }
}
