package dev.sluice.translate.features;

import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent.DenominatorType;
import java.util.List;

/**
 * A request that goes round ends after ten passes: each adds a word to CDN-Loop (RFC 8586), and a request that comes with
 * ten of them is answered 508. This is for loops that no row shows, such as two load balancers whose targets are each
 * other; a client that sends the words himself ends his own request only.
 */
final class Loops implements Feature {
    /** More than any chain of load balancers that somebody wants, and few enough to cost nothing. */
    private static final int MOST_HOPS = 10;

    private static final String HEADER = "cdn-loop";
    private static final String WORD = "sluice";

    /**
     * In whatever else is there: {@code \C} is any byte, where a dot is any character, and a client could end the search
     * by a byte that is none. It also keeps the expression as small as Envoy wants it.
     */
    private static final String OFTEN_ENOUGH = "(?:\\C*" + WORD + "){" + MOST_HOPS + "}\\C*";

    /** Each request takes a word along. It is added to what is there, so that other load balancers' words stay. */
    @Override
    public void routes(RouteConfiguration.Builder routes) {
        routes.addRequestHeadersToAdd(HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(HEADER).setValue(WORD))
                .setAppendAction(HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD));
    }

    /**
     * Envoy has no filter for loops; the one for faults answers with any status by a header. It stands in the listener,
     * because a route of its own in each virtual host would cost memory for each host.
     */
    @Override
    public List<HttpFilter> filters() {
        return List.of(HttpFilters.filter(
                HttpFilters.LOOPS,
                HTTPFault.newBuilder()
                        .setAbort(FaultAbort.newBuilder()
                                .setHttpStatus(508)
                                .setPercentage(FractionalPercent.newBuilder()
                                        .setNumerator(100)
                                        .setDenominator(DenominatorType.HUNDRED)))
                        .addHeaders(HeaderMatcher.newBuilder()
                                .setName(HEADER)
                                .setStringMatch(StringMatcher.newBuilder()
                                        .setSafeRegex(RegexMatcher.newBuilder().setRegex(OFTEN_ENOUGH))))
                        // A counter for each host behind the port otherwise.
                        .setDisableDownstreamClusterStats(true)
                        .build()));
    }

    /** The filter's own text would be "fault filter abort", which sends people looking for a fault. */
    @Override
    public void connectionManager(HttpConnectionManager.Builder manager) {
        manager.getLocalReplyConfigBuilder()
                .addMappers(ResponseMapper.newBuilder()
                        .setFilter(AccessLogFilter.newBuilder()
                                .setResponseFlagFilter(
                                        ResponseFlagFilter.newBuilder().addFlags("FI")))
                        .setBody(DataSource.newBuilder()
                                .setInlineString(
                                        "loop detected: this request has passed " + MOST_HOPS + " load balancers\n")));
    }
}
