using System;
using System.Collections.Generic;
using System.Linq;
using Conversion.Journal;
using Conversion.Model;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Core.Tests.Journal;

/// <summary>The contacts of a journal, compared with a model in a dictionary.</summary>
public sealed class JournalIndexProperties
{
    [Property(MaxTest = 500)]
    public void The_index_knows_what_a_dictionary_knows(int seed) => Compare(new Random(seed), steps: 200, keys: 40, ids: 12);

    // More contacts than a chunk has entries and than the table has buckets.
    [Property(MaxTest = 10)]
    public void The_index_knows_what_a_dictionary_knows_after_it_has_grown(int seed) => Compare(new Random(seed), steps: 12_000, keys: 9_000, ids: 3_000);

    private static void Compare(Random random, int steps, int keys, int ids)
    {
        JournalIndex index = new(random.Next(0, 40));
        Dictionary<ulong, ContactState> model = [];
        Dictionary<Guid, HashSet<ulong>> keysById = [];
        int kinds = random.Next(1, 3);
        for (int step = 0; step < steps; step++)
        {
            ulong key = KeyOf(random.Next(keys));
            int slot = index.Find(key);
            if (slot >= 0 && random.Next(10) == 0)
            {
                index.Doubt(slot);
                model[key] = model[key] with { IsInDoubt = true };
                continue;
            }

            // The first half has entries of one kind, so that the second kind comes late.
            bool isIdentifiedById = kinds == 2 && step > steps / 2 && random.Next(2) == 0;
            ContactState state = new()
            {
                Fingerprint = (ulong)random.NextInt64(),
                ContactId = new Guid(random.Next(1, ids), 0, 0, new byte[8]),
                Bits = random.Next(1 << 7),
                IsInDoubt = random.Next(3) == 0,
                IsRemoved = random.Next(5) == 0,
                IsIdentifiedById = isIdentifiedById,
            };
            Assert.Equal(key, index.KeyAt(index.Set(key, state)));
            Set(model, keysById, key, state);
        }

        Assert.Equal(model.Count, index.Slots);
        Assert.Equal(model.Values.Count(static known => !known.IsRemoved), index.Count);
        Assert.Equal(model, Enumerable.Range(0, index.Slots).ToDictionary(index.KeyAt, slot => index[slot]));
        Assert.All(model, known => Assert.Equal(known.Value.IsRemoved, index.Find(known.Key) < 0));
        Assert.Equal(-1, index.Find(KeyOf(keys)));
        for (int contact = 0; contact < ids; contact++)
        {
            Guid id = new(contact, 0, 0, new byte[8]);
            ILookup<bool, ulong> known = keysById.GetValueOrDefault(id, []).Where(key => model[key].ContactId == id && !model[key].IsRemoved)
                .ToLookup(key => model[key].IsIdentifiedById);
            Assert.Equal(known[false].Order(), Others(index, id, isIdentifiedById: true).Order());
            Assert.Equal(known[true].Order(), Others(index, id, isIdentifiedById: false).Order());
        }
    }

    private static IEnumerable<ulong> Others(JournalIndex index, Guid contactId, bool isIdentifiedById)
    {
        for (int slot = index.FirstOther(contactId, isIdentifiedById); slot >= 0; slot = index.NextOther(slot))
        {
            yield return index.KeyAt(slot);
        }
    }

    private static void Set(
        Dictionary<ulong, ContactState> model, Dictionary<Guid, HashSet<ulong>> keysById, ulong key, ContactState state)
    {
        model[key] = state;
        keysById.TryAdd(state.ContactId, []);
        keysById[state.ContactId].Add(key);
        if (state.IsInDoubt || state.IsRemoved)
        {
            return;
        }

        foreach (ulong other in keysById[state.ContactId])
        {
            ContactState known = model[other];
            if (known.ContactId == state.ContactId && known.IsIdentifiedById != state.IsIdentifiedById && !known.IsRemoved)
            {
                // The status is the contact's, whichever name the list used when it gave it.
                bool givesStatus = state.Listed != SubscriptionStatusSet.None;
                model[other] = known with
                {
                    Listed = givesStatus ? state.Listed : known.Listed,
                    Sent = givesStatus ? state.Sent : known.Sent,
                    IsStatusDue = false,
                    IsInDoubt = true,
                };
            }
        }
    }

    // Many keys in one bucket.
    private static ulong KeyOf(int number) => ((ulong)(uint)(number % 7) << 40) | (uint)number;
}
