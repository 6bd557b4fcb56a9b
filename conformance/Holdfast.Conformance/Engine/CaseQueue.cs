namespace Holdfast.Conformance.Engine;

/// <summary>
/// The cases that are still to run. Long cases mostly wait and short ones mostly compute: runners that take from both ends keep the machine
/// busy all the time, and no long case is left for the end.
/// </summary>
internal sealed class CaseQueue(IEnumerable<Case> cases, RunOptions options)
{
    private readonly Case[] _cases = [.. cases.OrderByDescending(@case => RunPlan.Cost(@case, options))];
    private readonly Lock _gate = new();
    private int _taken;
    private int _takenFromEnd;

    /// <summary>Takes the longest remaining case.</summary>
    public IEnumerable<Case> LongestFirst()
    {
        while (Take(fromEnd: false) is { } @case)
        {
            yield return @case;
        }
    }

    /// <summary>Takes the shortest remaining case.</summary>
    public IEnumerable<Case> ShortestFirst()
    {
        while (Take(fromEnd: true) is { } @case)
        {
            yield return @case;
        }
    }

    private Case? Take(bool fromEnd)
    {
        lock (_gate)
        {
            return _taken + _takenFromEnd == _cases.Length ? null : fromEnd ? _cases[^++_takenFromEnd] : _cases[_taken++];
        }
    }
}
