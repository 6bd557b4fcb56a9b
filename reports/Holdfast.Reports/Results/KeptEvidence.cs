namespace Holdfast.Reports.Results;

/// <summary>Which evidence a report keeps where a reader sees it first.</summary>
public enum KeptEvidence
{
    /// <summary>That of the cases that somebody should look at. Of what passes in several interop versions, the results have the newest one's.</summary>
    Failures,

    /// <summary>That of every case.</summary>
    All,
}
