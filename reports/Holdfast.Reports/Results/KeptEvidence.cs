namespace Holdfast.Reports.Results;

/// <summary>Which evidence <c>index.html</c> shows, and which the results keep.</summary>
public enum KeptEvidence
{
    /// <summary>
    /// The evidence of cases that need attention. Of a case that passes in several interop versions, the results have that of the newest.
    /// </summary>
    Failures,

    /// <summary>The evidence of every case.</summary>
    All,
}
