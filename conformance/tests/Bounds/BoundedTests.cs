using System.Reflection;

namespace Holdfast.Bounds;

/// <summary>No test waits for ever: such a test would stop the build without being named.</summary>
public sealed class BoundedTests
{
    [Test]
    public void Every_asynchronous_test_has_a_time_limit() => typeof(BoundedTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => IsTest(method) && IsAsynchronous(method) && !IsBounded(method))
        .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
        .Distinct()
        .ShouldBeEmpty("Give them [CancelAfter], and their CancellationToken to what they wait for.");

    private static bool IsTest(MethodInfo method) =>
        method.IsDefined(typeof(TestAttribute)) || method.IsDefined(typeof(TestCaseAttribute))
            || method.IsDefined(typeof(TestCaseSourceAttribute));

    private static bool IsAsynchronous(MethodInfo method) =>
        typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType == typeof(ValueTask);

    private static bool IsBounded(MethodInfo method) =>
        method.IsDefined(typeof(CancelAfterAttribute), inherit: true)
            || method.ReflectedType!.IsDefined(typeof(CancelAfterAttribute), inherit: true);
}
