using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Conversion.Emulator;

/// <summary>
/// Which requests get a fault, and which one. A request gets at most one: from the first rule that matches it, otherwise
/// the next of the queue, otherwise one chosen at random by its rate. Thread-safe.
/// </summary>
public sealed class FaultScript
{
    private readonly object _gate = new();
    private readonly Queue<Fault> _queue = new();
    private readonly List<Rule> _rules = [];
    private readonly List<RandomRule> _randomRules = [];
    private volatile bool _isEmpty = true;
    private int _injected;

    internal FaultScript()
    {
    }

    /// <summary>The number of faults in the queue.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>The number of requests that got a fault, not counting <see cref="Fault.None"/>.</summary>
    public int Injected
    {
        get
        {
            lock (_gate)
            {
                return _injected;
            }
        }
    }

    /// <summary>The next requests get these faults, one each, in this order.</summary>
    public FaultScript Enqueue(params Fault[] faults)
    {
        lock (_gate)
        {
            foreach (Fault fault in faults)
            {
                _queue.Enqueue(fault ?? throw new ArgumentNullException(nameof(faults)));
            }

            _isEmpty = false;
        }

        return this;
    }

    /// <summary>The next <paramref name="times"/> requests get this fault.</summary>
    public FaultScript Enqueue(Fault fault, int times)
    {
        for (; times > 0; times--)
        {
            Enqueue(fault);
        }

        return this;
    }

    /// <summary>Requests that match the predicate get this fault, <paramref name="times"/> times, or always if that is null.</summary>
    public FaultScript When(Func<EmulatorRequest, bool> predicate, Fault fault, int? times = null)
    {
        lock (_gate)
        {
            _rules.Add(new Rule(predicate, fault, times));
            _isEmpty = false;
        }

        return this;
    }

    /// <summary>Requests whose body contains this text get this fault.</summary>
    public FaultScript WhenBodyContains(string text, Fault fault, int? times = null) =>
        When(request => request.ReadText().Contains(text), fault, times);

    /// <summary>This share of the requests, from 0 to 1, gets this fault. Several rates are tried in order.</summary>
    /// <param name="rate">The share.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="random">The random numbers. With a seed, runs are repeatable if the requests arrive in the same order.</param>
    public FaultScript AtRate(double rate, Fault fault, Random random)
    {
        lock (_gate)
        {
            _randomRules.Add(new RandomRule(rate, fault, random));
            _isEmpty = false;
        }

        return this;
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _queue.Clear();
            _rules.Clear();
            _randomRules.Clear();
            _isEmpty = true;
        }
    }

    internal Fault? Next(EmulatorRequest request)
    {
        if (_isEmpty)
        {
            return null;
        }

        lock (_gate)
        {
            Fault? fault = Choose(request);
            _isEmpty = _queue.Count + _rules.Count + _randomRules.Count == 0;
            if (fault is null || fault == Fault.None)
            {
                return null;
            }

            _injected++;
            return fault;
        }
    }

    [SuppressMessage("Security", "CA5394", Justification = "The choice of a fault is not a secret.")]
    private Fault? Choose(EmulatorRequest request)
    {
        foreach (Rule rule in _rules)
        {
            if (rule.TimesLeft != 0 && rule.Predicate(request))
            {
                rule.TimesLeft--;
                return rule.Fault;
            }
        }

        if (_queue.Count > 0)
        {
            return _queue.Dequeue();
        }

        foreach (RandomRule rule in _randomRules)
        {
            if (rule.Random.NextDouble() < rule.Rate)
            {
                return rule.Fault;
            }
        }

        return null;
    }

    private sealed class Rule(Func<EmulatorRequest, bool> predicate, Fault fault, int? times)
    {
        public Func<EmulatorRequest, bool> Predicate { get; } = predicate;

        public Fault Fault { get; } = fault;

        /// <summary>Negative: no limit.</summary>
        public int TimesLeft { get; set; } = times ?? -1;
    }

    private sealed class RandomRule(double rate, Fault fault, Random random)
    {
        public double Rate { get; } = rate;

        public Fault Fault { get; } = fault;

        public Random Random { get; } = random;
    }
}
