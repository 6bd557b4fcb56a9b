using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>Ends a case that cannot go on: what it stands on was not there. Its checks so far stay.</summary>
internal sealed class CaseStoppedException(Verdict verdict, string reason) : Exception(reason)
{
    public Verdict Verdict => verdict;
}
