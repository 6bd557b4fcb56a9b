using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests.Results;

public sealed class ResultsSchemaTests
{
    private static readonly Type[] Records =
    [
        typeof(RunRecord), typeof(SubjectRecord), typeof(SelectionRecord), typeof(ShardRecord), typeof(Fact), typeof(RequirementsRecord),
        typeof(RequirementEntry), typeof(RequirementVersion),
        typeof(CaseRecord), typeof(BaselineRecord), typeof(CheckRecord), typeof(EvidenceRecord), typeof(WireEntry), typeof(FaultEntry),
        typeof(HistoryEntry), typeof(ProgressEntry),
        typeof(Measurement), typeof(SummaryRecord),
    ];

    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "results-schema.md"));

    [TestCaseSource(nameof(Records))]
    public void Every_member_is_described_under_its_record_and_nothing_else_is(Type record)
    {
        var start = Text.IndexOf($"<a id=\"{record.Name}\"></a>", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, record.Name);
        var end = Text.IndexOf("<a id=", start + 1, StringComparison.Ordinal);
        var section = end < 0 ? Text[start..] : Text[start..end];
        var described =
            section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);

        described.ShouldBe([.. Discriminator(record), .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property =>
                property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always })
                    .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))], ignoreOrder: true);
    }

    [Test]
    public void Every_verdict_and_every_direction_is_described()
    {
        foreach (var word in Enum.GetValues<Verdict>().Select(verdict => verdict.ToWord())
            .Concat(Enum.GetNames<WireDirection>().Select(name => name.ToLowerInvariant())))
        {
            Text.ShouldContain($"`{word}`");
        }
    }

    private static string[] Discriminator(Type record) => record.IsAssignableTo(typeof(ResultRecord)) ? ["type"] : [];
}
