using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Core.Tests.Client;
using Conversion.Core.Tests.Model;
using Conversion.Core.Tests.Sending;
using Conversion.Journal;
using Conversion.Model;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>How a journal identifies a contact and a request.</summary>
public sealed class JournalKeyTests : IDisposable
{
    private readonly NumberedContactsJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    private T InJournal<T>(Func<ContactJournal, T> compute)
    {
        using ContactJournal journal = _journal.Open();
        return compute(journal);
    }

    private ulong KeyOf(string? email, Guid? id = null) => InJournal(journal => journal.Hasher.ComputeKey(new ContactIdentity(email, id)));

    private ulong FingerprintOf(RowRequest request) => InJournal(journal => journal.Hasher.ComputeFingerprint(request));

    [Theory]
    [InlineData("IDA@EXAMPLE.COM")]
    [InlineData("ida@example.com")]
    [InlineData("Ida@Example.Com")]
    public void An_address_has_one_key_in_any_case_and_culture(string email)
    {
        ulong key = KeyOf("ida@example.com");
        foreach (string culture in new[] { "en-US", "tr-TR", "az-Latn-AZ", "lt-LT" })
        {
            using (new Cultures(culture))
            {
                Assert.Equal(key, KeyOf(email));
            }
        }
    }

    [Fact]
    public void A_row_with_an_id_is_identified_by_it_alone()
    {
        Guid id = Guid.NewGuid();
        Assert.Equal(KeyOf(null, id), KeyOf("ida@example.com", id));
        Assert.NotEqual(KeyOf(null, id), KeyOf(null, Guid.NewGuid()));
        Assert.NotEqual(KeyOf("ida@example.com"), KeyOf("ida@example.com", id));
    }

    [Fact]
    public void Two_contacts_have_two_keys() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(contact => KeyOf($"a{contact}@b.c")).Distinct().Count());

    [Fact]
    public void A_contact_and_a_request_have_a_different_hash_in_every_journal()
    {
        (ulong, ulong) Hashes() => (KeyOf("ida@example.com"), FingerprintOf(ListedAccount.Row("ida@example.com")));
        (ulong Key, ulong Fingerprint) once = Hashes();
        Assert.Equal(once, Hashes());

        ContactJournal.Open(_journal.Path, NumberedContactsJournal.Header, overwrite: true).Dispose();

        Assert.NotEqual(once.Key, Hashes().Item1);
        Assert.NotEqual(once.Fingerprint, Hashes().Item2);
    }

    [Fact]
    public void Every_part_of_a_request_but_its_status_makes_its_fingerprint()
    {
        ContactRequest[] different =
        [
            ListedAccount.Row("ida@example.com"), ListedAccount.Row("Ida@example.com"), ListedAccount.Row("ida@example.com", "Oslo"),
            ListedAccount.Row("ida@example.com", id: Guid.NewGuid()), ListedAccount.Row("ida@example.com", city: null),
            ListedAccount.Row("ida@example.com", options: ContactOptions.UpdateOnly), ListedAccount.Row("ida@example.com", options: ContactOptions.SyncToCRM),
            ListedAccount.Row("ida@example.com", options: ContactOptions.PreserveExistingFields),
        ];

        Assert.Equal(different.Length, different.Select(FingerprintOf).Distinct().Count());
    }

    [Theory]
    [InlineData("SUBSCRIBED")]
    [InlineData("UNSUBSCRIBED")]
    [InlineData("NO_STATUS")]
    public void A_status_changes_no_fingerprint(string status)
    {
        ContactRequest with = ListedAccount.Row("ida@example.com", status: status);
        ContactRequest without = ListedAccount.Row("ida@example.com");

        Assert.Equal(FingerprintOf(without), FingerprintOf(with));
        Assert.Equal(without.ToJson(), with.WithoutStatus().ToJson());
        Assert.Equal(FingerprintOf(without), FingerprintOf(with.WithoutStatus()));
    }

    [Property]
    public void The_order_of_the_fields_changes_no_fingerprint(string[] values, string[] companyValues, int seed, bool hasStatus)
    {
        ContactRequest Row(Func<int, int[]> order)
        {
            ContactDraft draft = new() { Email = "ida@example.com", SubscriptionStatus = hasStatus ? "SUBSCRIBED" : null };
            Array.ForEach(order(values.Length), i => draft.Fields.Set($"field{i}", values[i] ?? "null"));
            Array.ForEach(order(companyValues.Length), i => draft.CompanyFields.Set($"field{i}", companyValues[i] ?? "null"));
            List<ValidationError> errors = [];
            using ContactSerializer serializer = new();
            return serializer.Serialize(draft, errors) ?? EmulatedApi.Contact("ida@example.com");
        }

        Assert.Equal(
            FingerprintOf(Row(static count => [.. Enumerable.Range(0, count)])),
            FingerprintOf(Row(count => [.. Enumerable.Range(0, count).OrderBy(i => new Random(seed + i).Next())])));
    }

    [Fact]
    public void Values_that_change_their_fields_change_the_fingerprint()
    {
        ContactRequest Row(Action<ContactDraft> set)
        {
            ContactDraft draft = new() { Email = "ida@example.com" };
            set(draft);
            using ContactSerializer serializer = new();
            return serializer.Serialize(draft, [])!;
        }

        ContactRequest[] different =
        [
            Row(static draft => { draft.Fields.Set("a", "1"); draft.Fields.Set("b", "2"); }),
            Row(static draft => { draft.Fields.Set("a", "2"); draft.Fields.Set("b", "1"); }),
            Row(static draft => { draft.CompanyFields.Set("a", "1"); draft.CompanyFields.Set("b", "2"); }),
            Row(static draft => { draft.Fields.Set("a", "1"); draft.CompanyFields.Set("b", "2"); }),
            Row(static draft => { draft.Fields.Set("b", "2"); draft.CompanyFields.Set("a", "1"); }),
            Row(static draft => draft.Fields.Set("a", "1")), Row(static draft => draft.Fields.Set("a", 1)), Row(static draft => draft.CompanyFields.Set("a", "1")),
            Row(static draft => draft.Fields.Set("a", "")), Row(static draft => draft.Fields.Set("", "a")), Row(static draft => draft.Fields.Set("a", null)),
        ];

        Assert.Equal(different.Length, different.Select(FingerprintOf).Distinct().Count());
    }

    [Fact]
    public void A_request_has_the_same_fingerprint_in_every_culture()
    {
        ulong expected = FingerprintOf(ListedAccount.Row("ida@example.com", "İstanbul"));
        using (new Cultures("tr-TR"))
        {
            Assert.Equal(expected, FingerprintOf(ListedAccount.Row("ida@example.com", "İstanbul")));
        }
    }
}
