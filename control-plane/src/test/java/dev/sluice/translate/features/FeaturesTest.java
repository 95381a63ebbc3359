package dev.sluice.translate.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    @Test
    void aRequestMeetsTheFiltersInOneOrderWhateverTheOrderOfFeatures() {
        assertThat(Features.ALL.filters())
                .extracting(HttpFilter::getName)
                .containsExactly("envoy.filters.http.fault", "envoy.filters.http.router");
        List<Feature> backwards = new ArrayList<>(Features.LIST);
        Collections.reverse(backwards);
        assertThat(new Features(backwards).filters()).isEqualTo(Features.ALL.filters());
    }

    @Test
    void aFilterWithoutAPlaceInTheOrderIsRefused() {
        Feature forgotten = new Feature() {
            @Override
            public List<HttpFilter> filters() {
                return List.of(HttpFilters.filter("forgotten", Empty.getDefaultInstance()));
            }
        };
        assertThatThrownBy(() -> new Features(List.of(forgotten)).filters())
                .hasMessage("a filter without a place in the order: forgotten");
    }
}
