using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>One line of <c>results.jsonl</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunRecord), "run")]
[JsonDerivedType(typeof(RequirementsRecord), "requirements")]
[JsonDerivedType(typeof(CaseRecord), "case")]
[JsonDerivedType(typeof(EvidenceRecord), "evidence")]
[JsonDerivedType(typeof(SummaryRecord), "summary")]
public abstract record ResultRecord;
