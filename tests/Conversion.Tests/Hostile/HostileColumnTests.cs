using System;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Hostile;

/// <summary>Columns with similar names, and too many columns.</summary>
public sealed class HostileColumnTests : HostileRowTestBase
{
    [Theory]
    [InlineData("CnvContactId", "cnvcontactid", "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "b1b2c3d4-e5f6-7890-abcd-ef1234567890")]
    [InlineData("EMAIL", "email", "a@b.c", "b@b.c")]
    [InlineData("mail", "MAIL", "a@b.c", "b@b.c")]
    [InlineData("SubscriptionStatus", "SUBSCRIPTIONSTATUS", "SUBSCRIBED", "UNSUBSCRIBED")]
    [InlineData("UpdateOnly", "updateonly", "no", "yes")]
    public void A_property_given_by_two_columns_is_rejected_as_ambiguous(string first, string second, string one, string other)
    {
        Dictionary<string, object?> row = new(StringComparer.Ordinal) { [first] = one, [second] = other };
        row.TryAdd("Mail", "odd@b.c");
        IsRefused(row);
        Assert.Contains($"the second is '{second}'", Send(row).ErrorMessage);

        using DataTable table = new();
        table.Columns.AddRange([.. row.Keys.Select(name => new DataColumn(name))]);
        IsRefused(table.Rows.Add([.. row.Values]));
    }

    [Theory]
    [InlineData("fields.city", "Fields.city")]
    [InlineData("companyFields.region", "COMPANYFIELDS.region")]
    public void A_field_given_by_two_prefixed_columns_is_rejected_as_ambiguous(string first, string second)
    {
        Dictionary<string, object?> row = new(StringComparer.Ordinal) { ["Email"] = "odd@b.c", [first] = "Oslo", [second] = "Rome" };
        IsRefused(row);
        Assert.Contains($"the second is '{second}'", Send(row).ErrorMessage);
    }

    // In Turkish the lower case of I is ı: an excluded column must still be excluded.
    [Fact]
    public void Wildcards_match_a_column_in_every_culture()
    {
        const string rows = "[ordered]@{ Email = 'a@b.c'; INTERNAL_ID = '1'; score = '2'; REGION = '3' }";
        Run run = Api.Session.Run(CultureScript.Create("tr-TR", rows + " | ConvertTo-CnvContact -Property *i*, s* -ExcludeProperty internal_id -CompanyProperty region"));
        Assert.Equal("""{"email":"a@b.c","fields":{"score":"2"},"companyFields":{"REGION":"3"}}""", run.Single<CnvContact>().ToJson());
    }

    [Fact]
    public void Columns_that_differ_from_row_to_row_cause_a_limited_number_of_warnings()
    {
        Run run = Api.Session.Run("1..1000 | ForEach-Object { @{ Email = \"a$_@b.c\"; \"no field $_\" = 1 } } | ConvertTo-CnvContact");
        Assert.Equal(1000, run.Output.Count);
        Assert.InRange(run.Warnings.Count, 1, 100);
    }
}
