using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>A page beside the report that shows the checks of some of its cases, and what happened.</summary>
/// <param name="FileName">Its name in the directory of these pages.</param>
/// <param name="Name">The common part of its cases' ids, for example <c>tus/core/patch</c>.</param>
/// <param name="Cases">Its cases, by id.</param>
internal sealed record EvidencePage(string FileName, string Name, IReadOnlyList<CaseRecord> Cases);
