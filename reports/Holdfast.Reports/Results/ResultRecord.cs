using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>One line of <c>results.jsonl</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunRecord), "run")]
[JsonDerivedType(typeof(CaseRecord), "case")]
[JsonDerivedType(typeof(SummaryRecord), "summary")]
public abstract record ResultRecord;
